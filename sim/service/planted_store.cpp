#include "sim/service/planted_store.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace ordersim::service {
namespace {

/// Does what the store behind it does.
class Wrapped : public Store {
public:
    explicit Wrapped(std::unique_ptr<Store> store) : store_(std::move(store)) {}

    const StoredOrder* find(std::uint64_t id) const override { return store_->find(id); }
    std::uint64_t size() const override { return store_->size(); }
    void for_each(const std::function<void(const StoredOrder&)>& visit) const override {
        store_->for_each(visit);
    }
    std::vector<std::uint64_t> orders_of(std::string_view account) const override {
        return store_->orders_of(account);
    }
    std::uint64_t insert(StoredOrder order) override { return store_->insert(std::move(order)); }
    void update(std::uint64_t id, const order::Order& order) override { store_->update(id, order); }
    void append(std::uint64_t id, Message message) override {
        store_->append(id, std::move(message));
    }
    std::vector<Message> messages(std::uint64_t id) const override { return store_->messages(id); }
    const KeptReply* reply_of(std::string_view key) const override { return store_->reply_of(key); }
    void keep_reply(std::string key, KeptReply reply) override {
        store_->keep_reply(std::move(key), std::move(reply));
    }
    void forget_replies(std::int64_t before) override { store_->forget_replies(before); }
    bool has_unsynced() const override { return store_->has_unsynced(); }
    tl::expected<void, StoreError> sync() override { return store_->sync(); }
    tl::expected<void, StoreError> recover() override { return store_->recover(); }

private:
    std::unique_ptr<Store> store_;
};

class KeepsKeysInMemory final : public Wrapped {
    using Wrapped::Wrapped;
    const KeptReply* reply_of(std::string_view key) const override {
        const auto found = replies_.find(key);
        return found == replies_.end() ? nullptr : &found->second;
    }
    void keep_reply(std::string key, KeptReply reply) override {
        replies_.insert_or_assign(std::move(key), std::move(reply));
    }
    std::map<std::string, KeptReply, std::less<>> replies_;
};

/// Who takes up its orders sees none of their deadlines.
class ForgetsDeadlines final : public Wrapped {
    using Wrapped::Wrapped;
    void for_each(const std::function<void(const StoredOrder&)>& visit) const override {
        Wrapped::for_each([&visit](StoredOrder stored) {
            stored.order.deadline.fill(kNever);
            for (order::Refund& refund : stored.order.refund) {
                refund.deadline = kNever;
            }
            visit(stored);
        });
    }
};

/// Replies leave before the disk has what they acknowledge.
class SyncsSeldom final : public Wrapped {
    using Wrapped::Wrapped;
    static constexpr int kWritesASync = 200;
    void update(std::uint64_t id, const order::Order& order) override {
        Wrapped::update(id, order);
        ++writes_;
    }
    bool has_unsynced() const override {
        return writes_ >= kWritesASync && Wrapped::has_unsynced();
    }
    tl::expected<void, StoreError> sync() override {
        writes_ = 0;
        return Wrapped::sync();
    }
    int writes_ = 0;
};

template <class Planted>
std::unique_ptr<Store> made(std::unique_ptr<Store> store) {
    return std::make_unique<Planted>(std::move(store));
}

constexpr std::array kPlants{
    StorePlant{"D28", "keys are forgotten on restart", made<KeepsKeysInMemory>},
    StorePlant{"D32", "after a restart a deadline never comes", made<ForgetsDeadlines>},
    StorePlant{"D36", "a power cut takes back what was acknowledged", made<SyncsSeldom>}};

}  // namespace

std::span<const StorePlant> store_plants() {
    return kPlants;
}

const StorePlant* find_store_plant(std::string_view id) {
    const auto* const found = std::ranges::find(kPlants, id, &StorePlant::id);
    return found == kPlants.end() ? nullptr : found;
}

}  // namespace ordersim::service
