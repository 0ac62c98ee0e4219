#pragma once

#include <array>

#include "sim/service/postgres_link.hpp"

/// The tables of a PostgresStore and all that is asked of them.
namespace ordersim::service::postgres {

/// Raised when `order::Order` or a table changes.
inline constexpr std::int64_t kLayout = 1;

/// For each connection. A generic plan stays right while tables grow from nothing to millions of
/// rows only if it goes by indexes. Who stops in the midst of a batch must not keep others waiting.
inline constexpr const char* kSettings = R"sql(
SET client_min_messages = warning; SET synchronous_commit = on; SET jit = off;
SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
SET enable_mergejoin = off; SET lock_timeout = '500ms'; SET statement_timeout = '5s';
SET idle_in_transaction_session_timeout = '2s'; SET tcp_keepalives_idle = 5;
SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;)sql";

/// One process at a time makes them, where they are missing; where they are there nobody waits.
inline constexpr const char* kTables = R"sql(
DO $do$ BEGIN
PERFORM pg_advisory_xact_lock(6724331);
IF to_regclass('ordersim.books') IS NOT NULL THEN RETURN; END IF;
CREATE SCHEMA ordersim;
CREATE TABLE ordersim.store (
    layout bigint NOT NULL, order_bytes bigint NOT NULL, unix_us bigint NOT NULL,
    factor double precision NOT NULL);
CREATE TABLE ordersim.orders (
    id bigint PRIMARY KEY, buyer text NOT NULL, seller text NOT NULL, placed_at bigint NOT NULL,
    changed_at bigint NOT NULL, due_at bigint NOT NULL, version bigint NOT NULL,
    record bytea NOT NULL);
CREATE INDEX orders_by_buyer ON ordersim.orders (buyer, id);
CREATE INDEX orders_by_seller ON ordersim.orders (seller, id);
CREATE INDEX orders_by_due ON ordersim.orders (due_at)
    WHERE due_at < 9223372036854775807;
CREATE SEQUENCE ordersim.order_id;
CREATE TABLE ordersim.message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, orders bigint NOT NULL,
    sender bigint NOT NULL, at bigint NOT NULL, text text NOT NULL);
CREATE INDEX message_by_order ON ordersim.message (orders, id);
CREATE TABLE ordersim.reply (
    key text PRIMARY KEY, request text NOT NULL, status bigint NOT NULL, body text NOT NULL,
    etag text NOT NULL, kept_at bigint NOT NULL);
CREATE INDEX reply_by_age ON ordersim.reply USING brin (kept_at);
CREATE TABLE ordersim.notification (
    number bigint NOT NULL, transaction xid8 NOT NULL, told_at timestamptz NOT NULL,
    buyer text NOT NULL, seller text NOT NULL, orders bigint NOT NULL, version bigint NOT NULL,
    at bigint NOT NULL, transition bigint NOT NULL);
CREATE INDEX notification_by_buyer ON ordersim.notification (buyer, number);
CREATE INDEX notification_by_seller ON ordersim.notification (seller, number);
CREATE INDEX notification_by_age ON ordersim.notification USING brin (told_at);
CREATE SEQUENCE ordersim.process;
CREATE TABLE ordersim.books (
    process bigint PRIMARY KEY, batch bigint NOT NULL, orders bigint NOT NULL,
    captured bigint NOT NULL, refunded bigint NOT NULL, stock_taken bigint NOT NULL);
END $do$)sql";

using Statement = PostgresLink::Statement;


inline constexpr Statement kBegin{"begin", "BEGIN ISOLATION LEVEL READ COMMITTED"};
inline constexpr Statement kCommit{"commit", "COMMIT"};
inline constexpr Statement kRollback{"rollback", "ROLLBACK"};
/// A batch that writes holds its process's place in the books from the start. Whoever gets hold of
/// it afterwards sees the number of the last batch that was committed.
inline constexpr Statement kHold{
    "hold", "SELECT batch FROM ordersim.books WHERE process = $1::bigint FOR UPDATE"};

inline constexpr Statement kSetUp{
    "set_up", "INSERT INTO ordersim.store SELECT $1::bigint, $2::bigint, $3::bigint, "
              "$4::double precision "
              "WHERE NOT EXISTS (SELECT FROM ordersim.store)"};
inline constexpr Statement kStore{
    "store", "SELECT layout, order_bytes, unix_us, factor FROM ordersim.store"};
inline constexpr Statement kTakePart{
    "take_part", "INSERT INTO ordersim.books VALUES (nextval('ordersim.process'), 0, 0, 0, 0, 0) "
                 "RETURNING process"};

#define ORDERSIM_ORDER_COLUMNS \
    "SELECT id, buyer, seller, placed_at, changed_at, due_at, record FROM ordersim.orders "
/// Orders that are changed, and those shown whose deadline has passed: locked in the order of their
/// ids. Found by one condition on the ids, so that no plan looks at all orders.
inline constexpr Statement kLock{
    "lock", ORDERSIM_ORDER_COLUMNS
            "WHERE id = ANY ($1::bigint[] || $2::bigint[]) AND "
            "(id = ANY ($1::bigint[]) OR due_at < $3::bigint) ORDER BY id FOR UPDATE"};
/// All whose deadline has passed; sorted afterwards, so that they are found by it.
inline constexpr Statement kLockDue{
    "lock_due", ORDERSIM_ORDER_COLUMNS
                "WHERE due_at < $1::bigint AND due_at < 9223372036854775807 "
                "ORDER BY id + 0 FOR UPDATE"};
/// Orders whose deadlines have passed and that nobody else works on.
inline constexpr Statement kClaim{
    "claim", ORDERSIM_ORDER_COLUMNS
             "WHERE due_at < $1::bigint AND due_at < 9223372036854775807 "
             "ORDER BY due_at LIMIT 2000 FOR UPDATE SKIP LOCKED"};
inline constexpr Statement kRead{
    "read", ORDERSIM_ORDER_COLUMNS "WHERE id = ANY ($1::bigint[])"};
inline constexpr Statement kList{
    "list", "(" ORDERSIM_ORDER_COLUMNS "WHERE buyer = $1 AND id < $2 ORDER BY id DESC LIMIT $3) "
            "UNION ALL (" ORDERSIM_ORDER_COLUMNS "WHERE seller = $1 AND buyer <> $1 AND id < $2 "
            "ORDER BY id DESC LIMIT $3) ORDER BY id DESC LIMIT $3"};
#undef ORDERSIM_ORDER_COLUMNS
inline constexpr Statement kIds{
    "ids", "SELECT nextval('ordersim.order_id') FROM generate_series(1, $1::bigint)"};
inline constexpr Statement kInsert{
    "insert", "INSERT INTO ordersim.orders SELECT * FROM unnest($1::bigint[], $2::text[], "
              "$3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bytea[])"};
inline constexpr Statement kUpdate{
    "update", "UPDATE ordersim.orders o SET changed_at = u.changed_at, due_at = u.due_at, "
              "version = u.version, record = u.record FROM unnest($1::bigint[], $2::bigint[], "
              "$3::bigint[], $4::bigint[], $5::bytea[]) "
              "AS u (id, changed_at, due_at, version, record) WHERE o.id = u.id"};

inline constexpr Statement kMessages{
    "messages", "SELECT sender, at, text FROM ordersim.message WHERE orders = $1 ORDER BY id"};
inline constexpr Statement kAppend{
    "append", "INSERT INTO ordersim.message (orders, sender, at, text) SELECT * FROM "
              "unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])"};

inline constexpr Statement kReplies{
    "replies", "SELECT key, request, status, body, etag, kept_at FROM ordersim.reply "
               "WHERE key = ANY ($1::text[])"};
/// In the order of the keys, so that two batches with the same keys wait for one another.
inline constexpr Statement kKeep{
    "keep", "INSERT INTO ordersim.reply SELECT * FROM unnest($1::text[], $2::text[], "
            "$3::bigint[], $4::text[], $5::text[], $6::bigint[])"};
inline constexpr Statement kKeepAnew{
    "keep_anew", "UPDATE ordersim.reply r SET request = u.request, status = u.status, "
                 "body = u.body, etag = u.etag, kept_at = u.kept_at FROM unnest($1::text[], "
                 "$2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[]) "
                 "AS u (key, request, status, body, etag, kept_at) WHERE r.key = u.key"};
inline constexpr Statement kForgetReplies{"forget_replies",
                                          "DELETE FROM ordersim.reply WHERE kept_at < $1::bigint"};
inline constexpr Statement kForgetNotifications{
    "forget_notifications",
    "DELETE FROM ordersim.notification WHERE told_at < to_timestamp($1::bigint)"};

/// Numbered by the transaction, then within it: it has at most as many as fit in 20 bits.
inline constexpr Statement kTell{
    "tell", "INSERT INTO ordersim.notification SELECT (pg_current_xact_id()::text::bigint << 20) "
            "+ u.place, pg_current_xact_id(), now(), u.buyer, u.seller, u.orders, u.version, "
            "u.at, u.transition FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], "
            "$5::bigint[], $6::bigint[]) WITH ORDINALITY "
            "AS u (buyer, seller, orders, version, at, transition, place)"};
// Whoever asks for what comes after a number must not miss what is committed later under a smaller
// one: shown is what no transaction can come before any more, of any database of the server.
inline constexpr Statement kToldBuyer{
    "told_buyer", "SELECT number, orders, version, at, transition FROM ordersim.notification "
                  "WHERE buyer = $1 AND number > $2 AND "
                  "transaction < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY number LIMIT $3"};
inline constexpr Statement kToldSeller{
    "told_seller", "SELECT number, orders, version, at, transition FROM ordersim.notification "
                   "WHERE seller = $1 AND number > $2 AND transaction < "
                   "pg_snapshot_xmin(pg_current_snapshot()) ORDER BY number LIMIT $3"};

inline constexpr Statement kBook{
    "book", "UPDATE ordersim.books SET batch = $2::bigint, orders = orders + $3::bigint, "
            "captured = captured + $4::bigint, refunded = refunded + $5::bigint, "
            "stock_taken = stock_taken + $6::bigint WHERE process = $1::bigint"};
inline constexpr Statement kBooks{
    "books", "SELECT coalesce(sum(orders), 0)::bigint, coalesce(sum(captured), 0)::bigint, "
             "coalesce(sum(refunded), 0)::bigint, coalesce(sum(stock_taken), 0)::bigint "
             "FROM ordersim.books"};

inline constexpr std::array kStatements{
    kBegin,   kCommit, kRollback, kHold,   kSetUp,          kStore,     kTakePart,
    kLock,    kLockDue, kClaim,   kRead,   kList,           kIds,       kInsert,
    kUpdate,  kMessages, kAppend, kReplies, kKeep,          kKeepAnew,  kForgetReplies,
    kTell,    kToldBuyer, kToldSeller, kBook, kBooks,       kForgetNotifications};

}  // namespace ordersim::service::postgres
