/// The methods of the registry service, one type each: `registry.entity.verb`.
package enum RegistryAPI {}
