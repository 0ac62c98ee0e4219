#include <algorithm>
#include <utility>

#include "sim/service/postgres_statements.hpp"
#include "sim/service/postgres_store.hpp"
#include "sim/service/record.hpp"

/// How a batch ends.
namespace ordersim::service {
namespace {

using namespace postgres;
using Nothing = tl::expected<void, StoreError>;

/// What became of a batch, over a new connection each time.
constexpr int kTimesAsked = 5;

/// What orders are written as, a column each.
struct OrderColumns {
    std::vector<std::int64_t> ids;
    std::vector<std::string> buyers;
    std::vector<std::string> sellers;
    std::vector<std::int64_t> placed_at;
    std::vector<std::int64_t> changed_at;
    std::vector<std::int64_t> due_at;
    std::vector<std::int64_t> versions;
    std::vector<std::string> records;
};

struct ReplyColumns {
    std::vector<std::string> keys;
    std::vector<std::string> requests;
    std::vector<std::int64_t> statuses;
    std::vector<std::string> bodies;
    std::vector<std::string> etags;
    std::vector<std::int64_t> kept_at;

    [[nodiscard]] PostgresArguments arguments() const {
        return PostgresArguments()
            .add(keys)
            .add(requests)
            .add(statuses)
            .add(bodies)
            .add(etags)
            .add(kept_at);
    }
};

}  // namespace

void PostgresStore::queue_orders() {
    OrderColumns placed;
    OrderColumns changed;
    for (const auto& [id, row] : batch_.rows) {
        if (!row.is_changed) {
            continue;
        }
        OrderColumns& columns = row.is_new ? placed : changed;
        columns.ids.push_back(static_cast<std::int64_t>(id));
        columns.buyers.push_back(row.stored.buyer);
        columns.sellers.push_back(row.stored.seller);
        columns.placed_at.push_back(micros(row.stored.placed_at));
        columns.changed_at.push_back(micros(row.changed_at));
        columns.due_at.push_back(micros(row.due));
        columns.versions.push_back(row.stored.order.version);
        const Record record = record_of(row.stored.order);
        columns.records.emplace_back(record.data(), record.size());
    }
    if (!placed.ids.empty()) {
        link_->send(kInsert, PostgresArguments()
                                 .add(placed.ids)
                                 .add(placed.buyers)
                                 .add(placed.sellers)
                                 .add(placed.placed_at)
                                 .add(placed.changed_at)
                                 .add(placed.due_at)
                                 .add(placed.versions)
                                 .add_bytes(placed.records));
    }
    if (!changed.ids.empty()) {
        link_->send(kUpdate, PostgresArguments()
                                 .add(changed.ids)
                                 .add(changed.changed_at)
                                 .add(changed.due_at)
                                 .add(changed.versions)
                                 .add_bytes(changed.records));
    }
}

void PostgresStore::queue_replies() {
    ReplyColumns added;
    ReplyColumns replaced;
    for (const auto& [key, kept] : batch_.replies) {
        if (kept.is_changed) {
            ReplyColumns& columns = kept.is_there ? replaced : added;
            columns.keys.push_back(key);
            columns.requests.push_back(kept.reply->request);
            columns.statuses.push_back(kept.reply->status);
            columns.bodies.push_back(kept.reply->body);
            columns.etags.push_back(kept.reply->etag);
            columns.kept_at.push_back(kept.reply->kept_at);
        }
    }
    if (!added.keys.empty()) {
        link_->send(kKeep, added.arguments());
    }
    if (!replaced.keys.empty()) {
        link_->send(kKeepAnew, replaced.arguments());
    }
    if (forget_before_) {
        link_->send(kForgetReplies, PostgresArguments().add(*forget_before_));
        link_->send(kForgetNotifications, PostgresArguments().add(*forget_before_));
    }
}

void PostgresStore::queue_words() {
    std::vector<std::int64_t> orders;
    std::vector<std::int64_t> senders;
    std::vector<std::int64_t> times;
    std::vector<std::string> texts;
    for (const auto& [order, message] : batch_.messages) {
        orders.push_back(static_cast<std::int64_t>(order));
        senders.push_back(static_cast<std::int64_t>(message.from));
        times.push_back(micros(message.at));
        texts.push_back(message.text);
    }
    if (!orders.empty()) {
        link_->send(kAppend,
                    PostgresArguments().add(orders).add(senders).add(times).add(texts));
    }
    if (batch_.events.empty()) {
        return;
    }
    std::vector<std::string> buyers;
    std::vector<std::string> sellers;
    std::vector<std::int64_t> versions;
    std::vector<std::int64_t> transitions;
    orders.clear();
    times.clear();
    for (const Told& told : batch_.events) {
        buyers.push_back(told.buyer);
        sellers.push_back(told.seller);
        orders.push_back(static_cast<std::int64_t>(told.event.order));
        versions.push_back(told.event.version);
        times.push_back(micros(told.event.at));
        transitions.push_back(told.event.transition);
    }
    link_->send(kTell, PostgresArguments()
                           .add(buyers)
                           .add(sellers)
                           .add(orders)
                           .add(versions)
                           .add(times)
                           .add(transitions));
}

bool PostgresStore::Batch::writes() const {
    const auto is_written = [](const auto& one) { return one.second.is_changed; };
    return !messages.empty() || !events.empty() || std::ranges::any_of(rows, is_written) ||
           std::ranges::any_of(replies, is_written);
}

void PostgresStore::roll_back() {
    batch_.is_open = false;
    if (link_) {
        link_->send(kRollback);
        if (!link_->flush()) {
            link_.reset();
        }
    }
}

Nothing PostgresStore::sync() {
    if (!batch_.is_open) {
        return {};
    }
    const bool writes = batch_.writes() || forget_before_;
    if (writes && !batch_.is_held) {
        static_cast<void>(ask(kHold, PostgresArguments().add(process_)));
    }
    if (batch_.failure) {
        roll_back();
        return tl::unexpected(*batch_.failure);
    }
    batch_.is_open = false;
    if (writes) {
        queue_orders();
        queue_replies();
        queue_words();
        link_->send(kBook, PostgresArguments()
                               .add(process_)
                               .add(++batches_)
                               .add(static_cast<std::int64_t>(batch_.books.orders))
                               .add(batch_.books.captured.minor)
                               .add(batch_.books.refunded.minor)
                               .add(static_cast<std::int64_t>(batch_.books.stock_taken)));
    }
    link_->send(kCommit);
    const auto rows = link_->flush();
    if (!rows) {
        StoreError error = taken(rows.error());
        if (!link_ && writes) {
            return ask_what_became_of_it();
        }
        roll_back();
        return tl::unexpected(std::move(error));
    }
    forget_before_.reset();
    return {};
}

/// The connection was lost while it was being committed.
Nothing PostgresStore::ask_what_became_of_it() {
    for (int i = 0; i < kTimesAsked; ++i) {
        if (!link_) {
            if (auto connected = connect(); !connected) {
                return connected;
            }
        }
        // Waits for the transaction, should the server still be at it.
        link_->send(kHold, PostgresArguments().add(process_));
        if (const auto rows = link_->flush()) {
            const bool is_in = rows->front().size() == 1 && rows->front().number(0, 0) == batches_;
            return is_in ? Nothing()
                         : tl::unexpected(StoreError{"the database went away before the commit",
                                                     StoreError::Kind::conflict});
        } else {
            static_cast<void>(taken(rows.error()));
        }
    }
    return tl::unexpected(StoreError{"the database comes and goes", StoreError::Kind::unavailable});
}

}  // namespace ordersim::service
