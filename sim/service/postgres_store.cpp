#include "sim/service/postgres_store.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>

#include "sim/base/assert.hpp"
#include "sim/service/postgres_statements.hpp"
#include "sim/service/record.hpp"

namespace ordersim::service {
namespace {

using namespace postgres;
using Nothing = tl::expected<void, StoreError>;
using Clock = std::chrono::steady_clock;

/// A server that restarts is waited for so long; whoever asks later learns at once that it is gone.
constexpr std::chrono::seconds kPatience(3);
constexpr std::chrono::milliseconds kPause(20);

std::vector<std::int64_t> ids_of(const std::vector<std::uint64_t>& orders) {
    return {orders.begin(), orders.end()};
}

/// Serialization failure, deadlock, the same key twice, and a lock that was waited for too long.
bool is_conflict(const std::string& state) {
    return state == "40001" || state == "40P01" || state == "23505" || state == "55P03";
}

PostgresArguments lock(const std::vector<std::uint64_t>& orders,
                       const std::vector<std::uint64_t>& if_due = {}, SimTime now = {}) {
    return PostgresArguments().add(ids_of(orders)).add(ids_of(if_due)).add(micros(now));
}

}  // namespace

bool PostgresStore::is_url(const std::string& text) {
    return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

tl::expected<std::unique_ptr<PostgresStore>, StoreError> PostgresStore::open(
    const std::string& url, const ClockOrigin& origin) {
    auto store = std::make_unique<PostgresStore>(Pass{}, url);
    if (auto joined = store->take_part(origin); !joined) {
        return tl::unexpected(std::move(joined.error()));
    }
    return store;
}

Nothing PostgresStore::take_part(const ClockOrigin& origin) {
    // Statements can be prepared only when their tables are there.
    const auto made = PostgresLink::open(url_, std::string(kSettings) + kTables, {});
    if (!made) {
        return tl::unexpected(StoreError{"the database: " + made.error().message});
    }
    if (auto connected = connect(); !connected) {
        return connected;
    }
    link_->send(kSetUp, PostgresArguments()
                            .add(kLayout)
                            .add(static_cast<std::int64_t>(sizeof(order::Order)))
                            .add(origin.unix_us)
                            .add(origin.factor));
    link_->send(kStore);
    link_->send(kTakePart);
    const auto rows = link_->flush();
    if (!rows) {
        return tl::unexpected(taken(rows.error()));
    }
    const PostgresRows& store = (*rows)[1];
    if (store.number(0, 0) != kLayout || store.number(0, 1) != sizeof(order::Order)) {
        return tl::unexpected(StoreError{
            "the orders in the database were written by another version of this program"});
    }
    origin_ = {store.number(0, 2), store.real(0, 3)};
    process_ = (*rows)[2].number(0, 0);
    if (origin_.factor != origin.factor) {
        return tl::unexpected(StoreError{
            "the clock of the orders in the database runs " + std::to_string(origin_.factor) +
            " times as fast as ours; give the same --clock-factor"});
    }
    return {};
}

Nothing PostgresStore::connect() {
    const Clock::time_point end = Clock::now() + (is_away_ ? Clock::duration() : kPatience);
    auto made = PostgresLink::open(url_, kSettings, kStatements);
    while (!made && Clock::now() < end) {
        std::this_thread::sleep_for(kPause);
        made = PostgresLink::open(url_, kSettings, kStatements);
    }
    is_away_ = !made;
    if (!made) {
        return tl::unexpected(StoreError{"the database cannot be reached: " + made.error().message,
                                         StoreError::Kind::unavailable});
    }
    link_.emplace(std::move(*made));
    return {};
}

/// What an error of the server means to the batch. A connection that is lost before the commit was
/// sent took nothing with it: then the batch is done again over another.
StoreError PostgresStore::taken(const PostgresError& error) const {
    if (error.is_lost) {
        link_.reset();
    }
    return {"the database: " + error.message, error.is_lost || is_conflict(error.state)
                                                  ? StoreError::Kind::conflict
                                                  : StoreError::Kind::unavailable};
}

std::optional<PostgresStore::Rows> PostgresStore::flush() const {
    if (batch_.failure || !link_) {
        return std::nullopt;
    }
    auto rows = link_->flush();
    if (!rows) {
        batch_.failure = taken(rows.error());
        return std::nullopt;
    }
    return std::move(*rows);
}

std::optional<PostgresRows> PostgresStore::ask(const PostgresLink::Statement& statement,
                                               const PostgresArguments& arguments) const {
    if (batch_.failure || !link_) {
        return std::nullopt;
    }
    link_->send(statement, arguments);
    auto rows = flush();
    return rows ? std::optional(std::move(rows->front())) : std::nullopt;
}

void PostgresStore::take_rows(const PostgresRows& rows, bool is_locked) const {
    for (int i = 0; i < rows.size(); ++i) {
        if (rows.text(i, 6).size() != sizeof(Record)) {
            batch_.failure = StoreError{"the orders in the database are damaged"};
            return;
        }
        const auto id = static_cast<std::uint64_t>(rows.number(i, 0));
        Row& row = batch_.rows[id];
        if (row.is_locked) {
            continue;  // what was locked before is newer
        }
        row.stored = {id, std::string(rows.text(i, 1)), std::string(rows.text(i, 2)),
                      time_of(rows.number(i, 3)), {}};
        read_record(rows.text(i, 6), row.stored.order);
        row.changed_at = time_of(rows.number(i, 4));
        row.due = time_of(rows.number(i, 5));
        row.is_locked = is_locked;
        if (is_locked && row.due != kNever) {
            batch_.due.emplace(row.due, id);
        }
        if (batch_.is_begun && row.changed_at > batch_.now && !batch_.failure) {
            // The batch would happen before what it sees: again, then.
            least_ = std::max(least_, row.changed_at);
            batch_.failure = StoreError{"another process changed an order meanwhile",
                                        StoreError::Kind::conflict};
        }
    }
}

void PostgresStore::take_replies(const PostgresRows& rows) const {
    for (int i = 0; i < rows.size(); ++i) {
        batch_.replies.insert_or_assign(
            std::string(rows.text(i, 0)),
            Kept{KeptReply{std::string(rows.text(i, 1)), static_cast<unsigned>(rows.number(i, 2)),
                           std::string(rows.text(i, 3)), std::string(rows.text(i, 4)),
                           rows.number(i, 5)},
                 true, false});
    }
}

tl::expected<SimTime, StoreError> PostgresStore::begin(const Needs& needs, SimTime now) {
    batch_ = {};
    batch_.now = std::max(now, least_);
    if (!link_) {
        if (auto connected = connect(); !connected) {
            return tl::unexpected(std::move(connected.error()));
        }
    }
    batch_.is_open = true;
    link_->send(kBegin);
    link_->send(kLock, lock(needs.writes, needs.reads, batch_.now));
    link_->send(kRead, PostgresArguments().add(ids_of(needs.reads)));
    link_->send(kReplies, PostgresArguments().add(needs.keys));
    link_->send(kIds, PostgresArguments().add(static_cast<std::int64_t>(needs.placings)));
    batch_.is_held = needs.placings > 0 || !needs.writes.empty();
    if (needs.deadlines || needs.books) {
        link_->send(needs.books ? kLockDue : kClaim, PostgresArguments().add(micros(batch_.now)));
    }
    if (batch_.is_held) {
        link_->send(kHold, PostgresArguments().add(process_));
    }
    if (const auto rows = flush()) {
        take_rows((*rows)[1], true);
        take_rows((*rows)[2], false);
        for (const std::string& key : needs.keys) {
            batch_.replies.try_emplace(key);
        }
        take_replies((*rows)[3]);
        if (needs.deadlines || needs.books) {
            take_rows((*rows)[5], true);
        }
        for (int i = (*rows)[4].size(); i > 0; --i) {
            batch_.ids.push_back((*rows)[4].number(i - 1, 0));
        }
        lock_due();
    }
    if (batch_.failure) {
        roll_back();
        return tl::unexpected(*batch_.failure);
    }
    batch_.is_begun = true;
    return batch_.now;
}

/// The batch happens after all that it sees; what has passed by then, of orders that are only
/// shown, is to be fired before.
void PostgresStore::lock_due() const {
    for (bool is_more = true; is_more && !batch_.failure;) {
        std::vector<std::uint64_t> passed;
        for (const auto& [id, row] : batch_.rows) {
            batch_.now = batch_.is_begun ? batch_.now : std::max(batch_.now, row.changed_at);
        }
        for (const auto& [id, row] : batch_.rows) {
            if (!row.is_locked && row.due < batch_.now) {
                passed.push_back(id);
            }
        }
        is_more = !passed.empty();
        if (is_more) {
            if (const auto rows = ask(kLock, lock(passed))) {
                take_rows(*rows, true);
            }
        }
    }
}

const StoredOrder* PostgresStore::find(std::uint64_t id) const {
    auto found = batch_.rows.find(id);
    if (found == batch_.rows.end() && id != 0 && id <= INT64_MAX) {
        if (const auto rows = ask(kLock, lock({id}))) {
            take_rows(*rows, true);
            found = batch_.rows.find(id);
        }
    }
    return found == batch_.rows.end() ? nullptr : &found->second.stored;
}

std::vector<std::uint64_t> PostgresStore::orders_of(std::string_view account, std::uint64_t before,
                                                    std::size_t most) const {
    std::vector<std::uint64_t> ids;
    const auto rows = ask(kList, PostgresArguments()
                                     .add(account)
                                     .add(static_cast<std::int64_t>(before))
                                     .add(static_cast<std::int64_t>(most)));
    if (!rows) {
        return ids;
    }
    take_rows(*rows, false);
    for (int i = 0; i < rows->size() && !batch_.failure; ++i) {
        ids.push_back(static_cast<std::uint64_t>(rows->number(i, 0)));
    }
    for (const auto& [id, row] : batch_.rows) {
        const bool is_own = row.stored.buyer == account || row.stored.seller == account;
        if (row.is_new && is_own && id < before) {
            ids.push_back(id);
        }
    }
    lock_due();
    if (batch_.failure) {
        return {};
    }
    std::ranges::sort(ids, std::greater<>());
    ids.resize(std::min(ids.size(), most));
    return ids;
}

std::uint64_t PostgresStore::insert(StoredOrder order) {
    if (batch_.ids.empty()) {
        const auto rows = ask(kIds, PostgresArguments().add(std::int64_t{1}));
        // Without one the batch has failed, and nobody will learn of this.
        batch_.ids.push_back(rows ? rows->number(0, 0) : INT64_MAX);
    }
    order.id = static_cast<std::uint64_t>(batch_.ids.back());
    batch_.ids.pop_back();
    const std::uint64_t id = order.id;
    batch_.rows.insert_or_assign(id, Row{.stored = std::move(order),
                                         .changed_at = batch_.now,
                                         .is_locked = true,
                                         .is_new = true,
                                         .is_changed = true});
    ++batch_.books.orders;
    return id;
}

void PostgresStore::update(std::uint64_t id, const order::Order& order) {
    Row& row = batch_.rows.at(id);
    ORDERSIM_ASSERT(row.stored.order.version + 1 == order.version);
    if (!row.is_locked) {
        // It was thought to be only shown: it must still be as it was read.
        if (const auto rows = ask(kLock, lock({id}))) {
            take_rows(*rows, true);
        }
        if (row.stored.order.version + 1 != order.version && !batch_.failure) {
            batch_.failure = StoreError{"another process changed the order meanwhile",
                                        StoreError::Kind::conflict};
        }
    }
    row.stored.order = order;
    row.changed_at = batch_.now;
    row.is_changed = true;
}

void PostgresStore::set_due(std::uint64_t id, SimTime at) {
    Row& row = batch_.rows.at(id);
    batch_.due.erase({row.due, id});
    row.due = at;
    row.is_changed = true;
    if (at != kNever) {
        batch_.due.emplace(at, id);
    }
}

std::optional<Due> PostgresStore::next_due() const {
    return batch_.due.empty()
               ? std::nullopt
               : std::optional(Due{batch_.due.begin()->first, batch_.due.begin()->second});
}

void PostgresStore::append(std::uint64_t id, Message message) {
    batch_.messages.emplace_back(id, std::move(message));
}

std::vector<Message> PostgresStore::messages(std::uint64_t id) const {
    std::vector<Message> all;
    if (const auto rows = ask(kMessages, PostgresArguments().add(static_cast<std::int64_t>(id)))) {
        for (int i = 0; i < rows->size(); ++i) {
            all.push_back({static_cast<order::Actor>(rows->number(i, 0)),
                           time_of(rows->number(i, 1)), std::string(rows->text(i, 2))});
        }
    }
    for (const auto& [order, message] : batch_.messages) {
        if (order == id) {
            all.push_back(message);
        }
    }
    return all;
}

const KeptReply* PostgresStore::reply_of(std::string_view key) const {
    auto found = batch_.replies.find(key);
    if (found == batch_.replies.end()) {
        found = batch_.replies.emplace(std::string(key), Kept{}).first;
        const std::vector<std::string> keys{std::string(key)};
        if (const auto rows = ask(kReplies, PostgresArguments().add(keys))) {
            take_replies(*rows);
        }
    }
    return found->second.reply ? &*found->second.reply : nullptr;
}

void PostgresStore::keep_reply(std::string key, KeptReply reply) {
    Kept& kept = batch_.replies[std::move(key)];
    kept.reply = std::move(reply);
    kept.is_changed = true;
}

void PostgresStore::tell(const StoredOrder& stored, const Event& event) {
    batch_.events.push_back({stored.buyer, stored.seller, event});
}

std::vector<Event> PostgresStore::events_of(order::Actor role, std::string_view account,
                                            std::uint64_t after, std::size_t most) const {
    std::vector<Event> events;
    if (role != order::Actor::buyer && role != order::Actor::seller) {
        return events;
    }
    const auto rows = ask(role == order::Actor::buyer ? kToldBuyer : kToldSeller,
                          PostgresArguments()
                              .add(account)
                              .add(static_cast<std::int64_t>(after))
                              .add(static_cast<std::int64_t>(most)));
    for (int i = 0; rows && i < rows->size(); ++i) {
        events.push_back({static_cast<std::uint64_t>(rows->number(i, 0)),
                          static_cast<std::uint64_t>(rows->number(i, 1)),
                          static_cast<std::uint32_t>(rows->number(i, 2)),
                          time_of(rows->number(i, 3)),
                          static_cast<order::TransitionId>(rows->number(i, 4))});
    }
    return events;
}

void PostgresStore::book(const order::Order& before, const order::Order& after) {
    order::book(batch_.books, before, after);
}

order::Books PostgresStore::books() const {
    order::Books books = batch_.books;
    if (const auto rows = ask(kBooks, {})) {
        books.orders += static_cast<std::uint64_t>(rows->number(0, 0));
        books.captured.minor += rows->number(0, 1);
        books.refunded.minor += rows->number(0, 2);
        books.stock_taken += static_cast<std::uint64_t>(rows->number(0, 3));
    }
    return books;
}

}  // namespace ordersim::service
