/// The methods of the events service, one type each: `events.entity.verb`.
package enum EventsAPI {}
