#include "sim/service/memory_store.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/base/assert.hpp"

namespace ordersim::service {
namespace {

constexpr std::size_t kEventsKept = 100'000;

}  // namespace

const StoredOrder* MemoryStore::find(std::uint64_t id) const {
    return id == 0 || id > orders_.size() ? nullptr : &orders_[id - 1];
}

std::vector<std::uint64_t> MemoryStore::orders_of(std::string_view account,
                                                  std::uint64_t before, std::size_t most) const {
    const auto found = by_account_.find(account);
    std::vector<std::uint64_t> ids;
    if (found != by_account_.end()) {
        const auto end = std::ranges::lower_bound(found->second, before);
        const auto count = std::min<std::ptrdiff_t>(end - found->second.begin(),
                                                    static_cast<std::ptrdiff_t>(most));
        std::reverse_copy(end - count, end, std::back_inserter(ids));
    }
    return ids;
}

std::uint64_t MemoryStore::insert(StoredOrder order) {
    order.id = orders_.size() + 1;
    by_account_[order.buyer].push_back(order.id);
    if (order.seller != order.buyer) {
        by_account_[order.seller].push_back(order.id);
    }
    orders_.push_back(std::move(order));
    due_of_.push_back(kNever);
    return orders_.size();
}

void MemoryStore::update(std::uint64_t id, const order::Order& order) {
    StoredOrder& stored = orders_.at(id - 1);
    ORDERSIM_ASSERT(stored.order.version + 1 == order.version);
    stored.order = order;
}

void MemoryStore::set_due(std::uint64_t id, SimTime at) {
    SimTime& known = due_of_.at(id - 1);
    if (known != at) {
        due_.erase({known, id});
        if (at != kNever) {
            due_.emplace(at, id);
        }
        known = at;
    }
}

std::optional<Due> MemoryStore::next_due() const {
    return due_.empty() ? std::nullopt
                        : std::optional(Due{due_.begin()->first, due_.begin()->second});
}

void MemoryStore::append(std::uint64_t id, Message message) {
    messages_[id].push_back(std::move(message));
}

std::vector<Message> MemoryStore::messages(std::uint64_t id) const {
    const auto found = messages_.find(id);
    return found == messages_.end() ? std::vector<Message>() : found->second;
}

const KeptReply* MemoryStore::reply_of(std::string_view key) const {
    const auto found = replies_.find(key);
    return found == replies_.end() ? nullptr : &found->second;
}

void MemoryStore::keep_reply(std::string key, KeptReply reply) {
    keys_.emplace_back(reply.kept_at, key);
    replies_.insert_or_assign(std::move(key), std::move(reply));
}

void MemoryStore::forget_replies(std::int64_t before) {
    for (; !keys_.empty() && keys_.front().first < before; keys_.pop_front()) {
        const auto kept = replies_.find(keys_.front().second);
        if (kept != replies_.end() && kept->second.kept_at < before) {
            replies_.erase(kept);
        }
    }
}

void MemoryStore::tell(const StoredOrder& stored, const Event& event) {
    events_.push_back({event, stored.buyer, stored.seller});
    events_.back().event.number = ++events_told_;
    if (events_.size() > kEventsKept) {
        events_.pop_front();
    }
}

std::vector<Event> MemoryStore::events_of(order::Actor role, std::string_view account,
                                          std::uint64_t after, std::size_t most) const {
    std::vector<Event> events;
    auto told = std::ranges::upper_bound(
        events_, after, {}, [](const Told& one) { return one.event.number; });
    for (; told != events_.end() && events.size() < most; ++told) {
        const bool is_own = (role == order::Actor::buyer && told->buyer == account) ||
                            (role == order::Actor::seller && told->seller == account);
        if (is_own) {
            events.push_back(told->event);
        }
    }
    return events;
}

void MemoryStore::book(const order::Order& before, const order::Order& after) {
    order::book(books_, before, after);
}

void MemoryStore::for_each(const std::function<void(const StoredOrder&)>& visit) const {
    std::ranges::for_each(orders_, visit);
}

void MemoryStore::take_events_of(MemoryStore&& other) {
    events_ = std::move(other.events_);
    events_told_ = other.events_told_;
    std::erase_if(events_, [this](const Told& told) {
        const StoredOrder* const stored = find(told.event.order);
        return stored == nullptr || told.event.version > stored->order.version;
    });
}

order::Books MemoryStore::books() const {
    order::Books books = books_;
    books.orders = orders_.size();
    return books;
}

}  // namespace ordersim::service
