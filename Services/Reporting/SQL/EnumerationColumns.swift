import Shared

// Enumerations of the contracts that are text in this schema.
extension CampaignDocument.LateHandling: PostgresText {}
extension CampaignDocument.CountsOn: PostgresText {}
extension SubmissionState: PostgresText {}
extension MaterialState: PostgresText {}
extension MaterialKind: PostgresText {}
extension PolicyState: PostgresText {}
extension Review.Decision: PostgresText {}
extension Credit.Kind: PostgresText {}
extension Credit.End: PostgresText {}
extension Relief.Kind: PostgresText {}
extension QueueSide: PostgresText {}
extension AttachmentType: PostgresText {}
extension BlobUse: PostgresText {}
extension RequestState: PostgresText {}
extension SuccessionKind: PostgresText {}
extension PolicyProgress.Stage: PostgresText {}
