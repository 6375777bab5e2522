/// The methods of the notifications service, one type each: `notifications.entity.verb`.
package enum NotificationsAPI {}
