/// Conditions on rows with two times, as text for statements.
enum Known {
    /// The row of `table` was believed at `$parameter`; a null parameter means now, with all that is recorded.
    static func at(_ parameter: Int, _ table: String) -> String {
        """
        \(table).recorded_at <= coalesce($\(parameter)::timestamptz, 'infinity') \
        AND (\(table).superseded_at IS NULL OR \(table).superseded_at > coalesce($\(parameter)::timestamptz, 'infinity'))
        """
    }
}
