#include "sim/service/planted_service.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "sim/service/replies.hpp"

namespace ordersim::service {
namespace {

using order::Command;
using order::CommandClass;
using order::CommandKind;
using order::Decision;
using order::Order;
using order::RefundState;

bool is_accepted(const Decision& decision) { return decision.kind == Decision::Kind::accepted; }

/// A refund that the hook reports before the gateway's answer is asked for again.
class RefundsAgain final : public Service {
    using Service::Service;
    Decision carry_out(std::uint64_t id, const Command& command, SimTime now) override {
        const auto kind = static_cast<std::size_t>(command.refund);
        Order order = store().find(id)->order;
        const bool is_early = order.refund_state[kind] == RefundState::submitted;
        const Decision decision =
            order::step(*config().rules, order, config().policy, command, now);
        if (is_accepted(decision)) {
            if (command.kind == CommandKind::refund_succeeded && is_early) {
                order.refund_state[kind] = RefundState::created;
            }
            write(id, order, decision, now);
        }
        return decision;
    }
};

/// Two commands within a while decide on one reading of the order; the later write wins.
class OverwritesOtherWrites final : public Service {
    using Service::Service;
    Decision carry_out(std::uint64_t id, const Command& command, SimTime now) override {
        constexpr SimDuration a_while = std::chrono::minutes(10);
        const Order before = store().find(id)->order;
        const auto last = read_.find(id);
        Order order = before;
        if (class_of(command.kind) == CommandClass::command && last != read_.end() &&
            now - last->second.second < a_while) {
            order = last->second.first;
        }
        const Decision decision =
            order::step(*config().rules, order, config().policy, command, now);
        if (is_accepted(decision)) {
            read_.insert_or_assign(id, std::pair(before, now));
            order.version = before.version + 1;
            write(id, order, decision, now);
        }
        return decision;
    }
    std::map<std::uint64_t, std::pair<Order, SimTime>> read_;
};

class LooksUpNoKey final : public Service {
    using Service::Service;
    const KeptReply* kept_reply(const std::string& /*key*/,
                                const std::string& /*fingerprint*/) const override {
        return nullptr;
    }
};

class ComparesNoBody final : public Service {
    using Service::Service;
    const KeptReply* kept_reply(const std::string& key,
                                const std::string& fingerprint) const override {
        const KeptReply* kept = Service::kept_reply(key, fingerprint);
        if (kept == nullptr) {
            return nullptr;
        }
        mistaken_ = *kept;
        mistaken_.request = fingerprint;
        return &mistaken_;
    }
    mutable KeptReply mistaken_;
};

class KeepsNoRefusal final : public Service {
    using Service::Service;
    void keep_reply(const std::string& key, KeptReply reply) override {
        if (reply.status < 400) {
            Service::keep_reply(key, std::move(reply));
        }
    }
};

/// Reads are served from a copy that nobody refreshes.
class ReadsOldCopy final : public Service {
    using Service::Service;
    const StoredOrder& shown(const StoredOrder& stored) override {
        return copies_.try_emplace(stored.id, stored).first->second;
    }
    std::map<std::uint64_t, StoredOrder> copies_;
};

class IgnoresVersion final : public Service {
    using Service::Service;
    Decision carry_out(std::uint64_t id, const Command& command, SimTime now) override {
        Command forced = command;
        forced.expected_version = Command::kAnyVersion;
        return Service::carry_out(id, forced, now);
    }
};

/// Every tenth change is made and answered with an error, and nothing is kept under its key.
class FailsAfterEffect final : public Service {
    using Service::Service;
    void keep_reply(const std::string& key, KeptReply reply) override {
        constexpr unsigned one_in = 10;
        has_failed_ = ++changes_ % one_in == 0;
        if (!has_failed_) {
            Service::keep_reply(key, std::move(reply));
        }
    }
    Reply delivered(Reply reply) override {
        return std::exchange(has_failed_, false)
                   ? problem(500, "internal error", "something went wrong")
                   : std::move(reply);
    }
    unsigned changes_ = 0;
    bool has_failed_ = false;
};

/// Says what the command made of the order, and forgets to write it.
class WritesNothing final : public Service {
    using Service::Service;
    Decision carry_out(std::uint64_t id, const Command& command, SimTime now) override {
        if (command.kind != CommandKind::request_cancel) {
            return Service::carry_out(id, command, now);
        }
        return order::decide(*config().rules, store().find(id)->order, config().policy, command,
                             now);
    }
};

class AnswersRefusedAsDone final : public Service {
    using Service::Service;
    Reply refuse(const StoredOrder& stored, const Decision& /*decision*/,
                 SimTime now) const override {
        const std::string id = std::to_string(stored.id);
        const Decision recorded{Decision::Kind::recorded, order::kNoTransition,
                                order::Refusal::none, order::Guard::always};
        return {.status = 200,
                .body = wire::answer_json(*config().rules, recorded,
                                          view_of(stored, id, config().currency), now),
                .etag = etag_of(stored.order)};
    }
};

class ShowsOthersOrders final : public Service {
    using Service::Service;
    bool may_see(const wire::Caller& /*caller*/, const StoredOrder& /*stored*/) const override {
        return true;
    }
};

class BelievesUnsignedHooks final : public Service {
    using Service::Service;
    bool is_genuine_hook(const Request& /*request*/) const override { return true; }
};

/// A deadline counts twice.
class FiresTwice final : public Service {
    using Service::Service;
    Decision carry_out(std::uint64_t id, const Command& command, SimTime now) override {
        const Decision decision = Service::carry_out(id, command, now);
        if (class_of(command.kind) == CommandClass::timer && is_accepted(decision)) {
            Order order = store().find(id)->order;
            ++order.version;
            write(id, order, decision, now);
        }
        return decision;
    }
};

class FiresDayLate final : public Service {
    using Service::Service;
    SimTime firing_of(SimTime deadline) const override {
        return deadline + std::chrono::hours(24);
    }
};

/// The orders are right; what is sent to the bank is not.
class PaysRefundsTwice final : public Service {
    using Service::Service;
    void book(const Order& before, const Order& after) override {
        Service::book(before, after);
        if (refunds_paid(after) != refunds_paid(before)) {
            Service::book(before, after);
        }
    }
};

class LosesCents final : public Service {
    using Service::Service;
    void book(const Order& before, const Order& after) override {
        Service::book(in_whole_units(before), in_whole_units(after));
    }
    static Order in_whole_units(Order order) {
        for (order::Refund& refund : order.refund) {
            refund.amount.minor -= refund.amount.minor % 100;
        }
        return order;
    }
};

class LosesStock final : public Service {
    using Service::Service;
    void book(const Order& before, const Order& after) override {
        Order kept = after;
        if (order::stock_taken(after) < order::stock_taken(before)) {
            kept.regions.stock = before.regions.stock;
        }
        Service::book(before, kept);
    }
};

template <class Planted>
std::unique_ptr<Service> made(ServiceConfig config, Store& store) {
    return std::make_unique<Planted>(std::move(config), store);
}

constexpr std::array kPlants{
    ServicePlant{"D04", "a refund is booked by the hook and by the answer it outran",
                 made<RefundsAgain>},
    ServicePlant{"D26", "cancelling and shipping overwrite one another",
                 made<OverwritesOtherWrites>},
    ServicePlant{"D27", "a request sent again under its key takes effect again",
                 made<LooksUpNoKey>},
    ServicePlant{"D29", "another request under a used key gets the old answer",
                 made<ComparesNoBody>},
    ServicePlant{"D33", "a deadline fires twice", made<FiresTwice>},
    ServicePlant{"D38", "the order looks as if the request had not been made",
                 made<ReadsOldCopy>},
    ServicePlant{"D43", "the cents of a refund are lost", made<LosesCents>},
    ServicePlant{"D44", "an error after the effect makes the client ask anew",
                 made<FailsAfterEffect>},
    ServicePlant{"D46", "a refused request sent again is accepted", made<KeepsNoRefusal>},
    ServicePlant{"D52", "a request is acknowledged and not written", made<WritesNothing>},
    ServicePlant{"D53", "what the rules refuse is answered as done", made<AnswersRefusedAsDone>},
    ServicePlant{"D54", "somebody else's order is shown", made<ShowsOthersOrders>},
    ServicePlant{"D55", "a hook that nobody signed is believed", made<BelievesUnsignedHooks>},
    ServicePlant{"D57", "a deadline fires a day late", made<FiresDayLate>},
    ServicePlant{"D58", "a command on a version that has moved on is carried out",
                 made<IgnoresVersion>},
    ServicePlant{"D59", "a refund is paid twice, though the order shows it once",
                 made<PaysRefundsTwice>},
    ServicePlant{"D60", "the units of an order that ended are never free again",
                 made<LosesStock>}};

}  // namespace

std::span<const ServicePlant> service_plants() { return kPlants; }

const ServicePlant* find_service_plant(std::string_view id) {
    const auto* const found = std::ranges::find(kPlants, id, &ServicePlant::id);
    return found == kPlants.end() ? nullptr : found;
}

}  // namespace ordersim::service
