//! JSON-RPC 2.0 as the benchmark needs it.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Deserialize)]
pub struct Request {
    jsonrpc: String,
    id: Option<Box<RawValue>>,
    pub method: String,
    pub params: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Answer<'a, Result: Serialize> {
    jsonrpc: &'static str,
    result: Result,
    id: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Failure<'a> {
    jsonrpc: &'static str,
    error: Fault,
    id: Option<&'a RawValue>,
}

#[derive(Serialize)]
pub struct Fault {
    code: i64,
    message: &'static str,
}

impl Fault {
    pub const INVALID_PARAMS: Fault = Fault { code: -32602, message: "Invalid params" };
    pub const METHOD_NOT_FOUND: Fault = Fault { code: -32601, message: "Method not found" };
    pub const INTERNAL: Fault = Fault { code: -32603, message: "Internal error" };
    pub const UNAUTHENTICATED: Fault = Fault { code: -32020, message: "Unauthenticated" };
}

#[derive(Deserialize)]
struct Credentials<'a> {
    key: &'a str,
}

#[derive(Serialize)]
struct Authenticated {
    principal: &'static str,
}

pub fn read(line: &[u8]) -> Result<Request, Vec<u8>> {
    let fault = |code, message| {
        let failure = Failure { jsonrpc: "2.0", error: Fault { code, message }, id: None };
        Err(ended(serde_json::to_vec(&failure).unwrap()))
    };
    match serde_json::from_slice::<Request>(line) {
        Err(_) => fault(-32700, "Parse error"),
        Ok(request) if request.jsonrpc != "2.0" => fault(-32600, "Invalid Request"),
        Ok(request) => Ok(request),
    }
}

fn ended(mut line: Vec<u8>) -> Vec<u8> {
    line.push(b'\n');
    line
}

impl Request {
    pub fn key(&self) -> Option<&str> {
        let params = self.params.as_ref()?;
        serde_json::from_str::<Credentials>(params.get()).ok().map(|credentials| credentials.key)
    }

    pub fn authentication(&self, accepted: bool) -> Vec<u8> {
        if accepted { self.success(&Authenticated { principal: "anybody" }) } else { self.failure(Fault::UNAUTHENTICATED) }
    }

    pub fn success(&self, result: &impl Serialize) -> Vec<u8> {
        ended(serde_json::to_vec(&Answer { jsonrpc: "2.0", result, id: self.id.as_deref() }).unwrap())
    }

    pub fn failure(&self, error: Fault) -> Vec<u8> {
        ended(serde_json::to_vec(&Failure { jsonrpc: "2.0", error, id: self.id.as_deref() }).unwrap())
    }
}
