import Shared

// Enumerations of the contracts that are text in this schema: a text that is none of them is an error, not a guess.
extension Intent.State: PostgresText {}
extension Delivery.State: PostgresText {}
extension NonIntent.Reason: PostgresText {}
extension ReminderPolicy.State: PostgresText {}
extension Timeliness: PostgresText {}
extension Notice.Kind: PostgresText {}
extension Occurrence.Family: PostgresText {}
extension CampaignDocument.Language: PostgresText {}
