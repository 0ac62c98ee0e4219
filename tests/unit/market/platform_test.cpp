#include <catch2/catch.hpp>

#include <deque>
#include <utility>
#include <vector>

#include "tests/support/small_market.hpp"

using namespace ordersim;
using order::Decision;

namespace {

/// A service of the same rules that answers when it is told to.
class AtOnce final : public market::Platform {
public:
    explicit AtOnce(const order::Policy& policy) : policy_(policy) {}

    void ask(OrderId id, const order::Command& command, SimTime now) override {
        calls_.push_back({id, command, now, false});
    }
    void look(OrderId id, SimTime now) override { calls_.push_back({id, {}, now, true}); }

    /// Answers all calls, also those that the answers lead to.
    void answer(market::Market& market) {
        while (!calls_.empty()) {
            const Call call = calls_.front();
            calls_.pop_front();
            market.hear(call.id, news_of(call), call.now);
        }
    }
    std::uint64_t looks = 0;

private:
    struct Call {
        OrderId id;
        order::Command command;
        SimTime now;
        bool is_look;
    };

    std::vector<market::News> news_of(const Call& call) {
        orders_.resize(std::max<std::size_t>(orders_.size(), call.id.value + 1));
        order::Order& order = orders_[call.id.value];
        std::vector<market::News> news;
        const auto step = [&](const order::Command& command, SimTime at) {
            const Decision decision = order::step(order::rules(), order, policy_, command, at);
            news.push_back({command, decision, order, at});
            return decision.kind == Decision::Kind::accepted;
        };
        looks += call.is_look ? 1U : 0U;
        const auto is_due = [&](SimTime due) {
            return due < call.now || (call.is_look && due == call.now);
        };
        for (auto due = next_deadline(order); is_due(due.at); due = next_deadline(order)) {
            if (!step(as_command(due), due.at)) {
                break;
            }
        }
        if (!call.is_look) {
            step(call.command, call.now);
        }
        return news;
    }

    order::Policy policy_;
    std::vector<order::Order> orders_;
    std::deque<Call> calls_;
};

/// A market with such a service.
struct LiveMarket {
    explicit LiveMarket(const agents::Params& params) : cast(params) {}

    const order::Policy policy = tests::base_policy();
    agents::Cast cast;
    kernel::Calendar calendar;
    metrics::Tally tally{SimTime{}, cast.params()};
    AtOnce platform{policy};
    market::Market market{{.rules = order::rules(),
                           .policy = policy,
                           .cast = cast,
                           .draws = Draws(5, 0),
                           .platform = &platform},
                          calendar, tally};
};

}  // namespace

TEST_CASE("market: a platform of the same rules that answers at once makes the same market") {
    const tests::MarketRun run(tests::busy_params(), tests::base_policy());
    LiveMarket live(tests::busy_params());
    while (!live.calendar.empty()) {
        live.market.handle(live.calendar.pop());
        live.platform.answer(live.market);
    }
    const metrics::Counts counts = live.tally.finish(live.market.now());
    CHECK(live.market.orders_alive() == 0);
    CHECK(live.platform.looks > 100);
    CHECK(counts.orders == run.counts.orders);
    CHECK(counts.orders_open == 0);
    CHECK(counts.flows.size() == run.counts.flows.size());
    CHECK(counts.journeys.contacts == run.counts.journeys.contacts);
    CHECK(counts.journeys.successes == run.counts.journeys.successes);
    CHECK(counts.journeys.success_by_path == run.counts.journeys.success_by_path);
    CHECK(counts.requests.outcomes == run.counts.requests.outcomes);
}

TEST_CASE("market: what a platform has not answered keeps the order alive") {
    agents::Params params = tests::busy_params();
    params.arrivals.orders_max = 1;
    LiveMarket live(params);
    live.market.handle(live.calendar.pop());
    CHECK(live.calendar.empty());
    CHECK(live.market.orders_alive() == 1);
    CHECK(live.market.useful_events() == 0);
    live.platform.answer(live.market);
    CHECK_FALSE(live.calendar.empty());
    CHECK(live.market.useful_events() == 1);
}
