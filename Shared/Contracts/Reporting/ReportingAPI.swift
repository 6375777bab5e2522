/// The methods of the reporting service, one type each: `reporting.entity.verb`.
package enum ReportingAPI {}
