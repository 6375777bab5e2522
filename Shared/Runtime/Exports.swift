// A service writes `import Shared` and has everything below it.
@_exported public import Contracts
@_exported public import CoreMetrics
@_exported public import Deadlines
@_exported public import JSONRPC
@_exported public import Logging
@_exported public import Postgres
@_exported public import RPC
@_exported public import Security
@_exported public import Values
