#pragma once

#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "sim/service/store.hpp"

namespace ordersim::service {

/// All in memory: as fast as a store can be, and gone with the process. O(log n) a call.
class MemoryStore final : public Store {
public:
    [[nodiscard]] const StoredOrder* find(std::uint64_t id) const override;
    [[nodiscard]] std::uint64_t size() const override { return orders_.size(); }
    void for_each(const std::function<void(const StoredOrder&)>& visit) const override;
    [[nodiscard]] std::vector<std::uint64_t> orders_of(std::string_view account) const override;
    std::uint64_t insert(StoredOrder order) override;
    void update(std::uint64_t id, const order::Order& order) override;
    void append(std::uint64_t id, Message message) override;
    [[nodiscard]] std::vector<Message> messages(std::uint64_t id) const override;
    [[nodiscard]] const KeptReply* reply_of(std::string_view key) const override;
    void keep_reply(std::string key, KeptReply reply) override;
    void forget_replies(std::int64_t before) override;
    [[nodiscard]] bool has_unsynced() const override { return false; }
    [[nodiscard]] tl::expected<void, StoreError> sync() override { return {}; }

private:
    std::deque<StoredOrder> orders_;  ///< order of id i is at i - 1
    std::map<std::string, std::vector<std::uint64_t>, std::less<>> by_account_;
    std::map<std::uint64_t, std::vector<Message>> messages_;
    std::map<std::string, KeptReply, std::less<>> replies_;
    std::deque<std::pair<std::int64_t, std::string>> keys_;  ///< in the order of keeping
};

}  // namespace ordersim::service
