#include "sim/service/memory_store.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/assert.hpp"

namespace ordersim::service {

const StoredOrder* MemoryStore::find(std::uint64_t id) const {
    return id == 0 || id > orders_.size() ? nullptr : &orders_[id - 1];
}

void MemoryStore::for_each(const std::function<void(const StoredOrder&)>& visit) const {
    std::ranges::for_each(orders_, visit);
}

std::vector<std::uint64_t> MemoryStore::orders_of(std::string_view account) const {
    const auto found = by_account_.find(account);
    std::vector<std::uint64_t> ids;
    if (found != by_account_.end()) {
        ids.assign(found->second.rbegin(), found->second.rend());
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
    return orders_.size();
}

void MemoryStore::update(std::uint64_t id, const order::Order& order) {
    StoredOrder& stored = orders_.at(id - 1);
    ORDERSIM_ASSERT(stored.order.version + 1 == order.version);
    stored.order = order;
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

}  // namespace ordersim::service
