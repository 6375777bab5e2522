/// Groupable writes of several callers that one sync commits together, or not at all.
struct WriteGroup {
    /// Members at most. Larger groups gain little and make each member wait for more strangers.
    static let limit = 64
    /// After so many groups that failed, a write is sent alone.
    static let patience = 2

    /// In the order of their statements.
    private(set) var members: [Job.ID] = []
    /// Why nothing of the group stays; nil as long as nothing has failed.
    private(set) var failure: PostgresError?
    /// The member whose statement failed; nil while none has, and when the commit itself failed.
    private(set) var culprit: Job.ID?
    private var isForOne = false

    /// Whether a write joins this group instead of the next one.
    func admits(failedGroups: Int) -> Bool {
        members.isEmpty || (!isForOne && failedGroups < Self.patience && members.count < Self.limit)
    }

    mutating func add(_ member: Job.ID, failedGroups: Int) {
        members.append(member)
        isForOne = failedGroups >= Self.patience
    }

    /// The first failure counts: PostgreSQL skips what comes behind it.
    mutating func fail(_ error: PostgresError, of member: Job.ID?) {
        guard failure == nil else { return }
        failure = error
        culprit = member
    }

    /// Whether the failure is what `member` would have met alone, and so is its answer.
    ///
    /// The first of a group met nothing of the others. A conflict with another transaction is worth a try without
    /// company, whoever met it. Who waited too long for a lock shall not make others wait: its caller takes it elsewhere.
    func isAnswer(to member: Job.ID) -> Bool {
        guard let failure, culprit == member else { return false }
        if failure.isLockNotAvailable { return true }
        guard members.first == member else { return false }
        return isForOne || members.count == 1 || !(failure.isTransactionRollback || failure.isQueryCanceled)
    }
}
