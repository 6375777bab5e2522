//! The statements, prepared once per connection; calls of all clients share the connections' pipelines.

use crate::protocol::{Fault, Request};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio_postgres::{Client, NoTls, Row, Statement};
use uuid::Uuid;

const GET: &str = "SELECT id, name, region_code, quantity, note, updated_at FROM items WHERE id = $1";
const PAGE: &str =
    "SELECT id, name, region_code, quantity, note, updated_at FROM items WHERE id > $1 ORDER BY id LIMIT 50";
const INSERT: &str = "WITH gate AS (
        INSERT INTO keys (key, at) VALUES ($1, $4) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING key
    )
    INSERT INTO entries (id, name, quantity, at) SELECT key, $2, $3, $4 FROM gate";

struct Shard {
    client: Client,
    get: Statement,
    page: Statement,
    insert: Statement,
}

pub struct Store {
    shards: Vec<Shard>,
    next: AtomicUsize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Get {
    id: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    after: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<'a> {
    key: Uuid,
    name: &'a str,
    quantity: i32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    id: i64,
    name: &'a str,
    region_code: &'a str,
    quantity: i32,
    note: Option<&'a str>,
    updated_at: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    id: Uuid,
    is_new: bool,
}

fn item(row: &Row) -> Item<'_> {
    Item {
        id: row.get(0),
        name: row.get(1),
        region_code: row.get(2),
        quantity: row.get(3),
        note: row.get(4),
        updated_at: rfc3339(row.get(5)),
    }
}

/// Civil from days, after Howard Hinnant; whole seconds, as the data has them.
fn rfc3339(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

impl Store {
    pub async fn open(database: &str, count: usize) -> Result<Store, tokio_postgres::Error> {
        let mut shards = Vec::new();
        for _ in 0..count {
            let (client, connection) = tokio_postgres::connect(database, NoTls).await?;
            tokio::spawn(connection);
            let get = client.prepare(GET).await?;
            let page = client.prepare(PAGE).await?;
            let insert = client.prepare(INSERT).await?;
            shards.push(Shard { client, get, page, insert });
        }
        Ok(Store { shards, next: AtomicUsize::new(0) })
    }

    pub async fn answer(&self, request: Request) -> Vec<u8> {
        self.run(&request).await.unwrap_or_else(|fault| request.failure(fault))
    }

    async fn run(&self, request: &Request) -> Result<Vec<u8>, Fault> {
        let shard = &self.shards[self.next.fetch_add(1, Ordering::Relaxed) % self.shards.len()];
        let params = request.params.as_ref().ok_or(Fault::INVALID_PARAMS)?.get();
        match &*request.method {
            "registry.items.get" => {
                let params: Get = serde_json::from_str(params).map_err(|_| Fault::INVALID_PARAMS)?;
                let row = shard.client.query_opt(&shard.get, &[&params.id]).await.map_err(|_| Fault::INTERNAL)?;
                Ok(request.success(&item(&row.ok_or(Fault::INVALID_PARAMS)?)))
            }
            "registry.items.page" => {
                let params: Page = serde_json::from_str(params).map_err(|_| Fault::INVALID_PARAMS)?;
                let rows = shard.client.query(&shard.page, &[&params.after]).await.map_err(|_| Fault::INTERNAL)?;
                Ok(request.success(&rows.iter().map(item).collect::<Vec<_>>()))
            }
            "registry.items.insert" => {
                let entry: Entry = serde_json::from_str(params).map_err(|_| Fault::INVALID_PARAMS)?;
                let count = shard
                    .client
                    .execute(&shard.insert, &[&entry.key, &entry.name, &entry.quantity, &SystemTime::now()])
                    .await
                    .map_err(|_| Fault::INTERNAL)?;
                Ok(request.success(&Written { id: entry.key, is_new: count == 1 }))
            }
            _ => Err(Fault::METHOD_NOT_FOUND),
        }
    }
}
