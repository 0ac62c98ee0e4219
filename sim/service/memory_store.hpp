#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "sim/service/store.hpp"

namespace ordersim::service {

/// All in memory: as fast as a store can be, and gone with the process. O(log n) a call.
class MemoryStore : public Store {
public:
    [[nodiscard]] const StoredOrder* find(std::uint64_t id) const override;
    [[nodiscard]] std::vector<std::uint64_t> orders_of(std::string_view account,
                                                       std::uint64_t before,
                                                       std::size_t most) const override;
    std::uint64_t insert(StoredOrder order) override;
    void update(std::uint64_t id, const order::Order& order) override;
    void set_due(std::uint64_t id, SimTime at) override;
    [[nodiscard]] std::optional<Due> next_due() const override;
    void append(std::uint64_t id, Message message) override;
    [[nodiscard]] std::vector<Message> messages(std::uint64_t id) const override;
    [[nodiscard]] const KeptReply* reply_of(std::string_view key) const override;
    void keep_reply(std::string key, KeptReply reply) override;
    void forget_replies(std::int64_t before) override;
    void tell(const StoredOrder& stored, const Event& event) override;
    [[nodiscard]] std::vector<Event> events_of(order::Actor role, std::string_view account,
                                               std::uint64_t after,
                                               std::size_t most) const override;
    void book(const order::Order& before, const order::Order& after) override;
    [[nodiscard]] order::Books books() const override;

    void for_each(const std::function<void(const StoredOrder&)>& visit) const;
    /// Of another store of these orders, which may have been told what has not happened after all.
    void take_events_of(MemoryStore&& other);

private:
    struct Told {
        Event event;
        std::string buyer;
        std::string seller;
    };

    std::deque<StoredOrder> orders_;  ///< order of id i is at i - 1
    std::set<std::pair<SimTime, std::uint64_t>> due_;
    std::vector<SimTime> due_of_;  ///< by id - 1
    std::map<std::string, std::vector<std::uint64_t>, std::less<>> by_account_;
    std::map<std::uint64_t, std::vector<Message>> messages_;
    std::map<std::string, KeptReply, std::less<>> replies_;
    std::deque<std::pair<std::int64_t, std::string>> keys_;  ///< in the order of keeping
    std::deque<Told> events_;  ///< the latest
    std::uint64_t events_told_ = 0;
    order::Books books_;  ///< but for the number of orders
};

}  // namespace ordersim::service
