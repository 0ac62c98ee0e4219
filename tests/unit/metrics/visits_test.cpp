#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/support/small_market.hpp"
#include "tests/unit/metrics/story.hpp"

using namespace ordersim;
using namespace ordersim::metrics;
using agents::Desk;
using agents::Task;
using tests::hour;
using tests::Story;

namespace {

constexpr auto kLeft = DeskEvent::Kind::left;
constexpr auto kLeftSilently = DeskEvent::Kind::left_silently;

/// Orders arrive for so many hours; visits to the desks are told between.
Story story_of(double hours, const agents::Params& params = tests::plain_params()) {
    Story story(tests::base_policy(), SimTime{}, params);
    story.begin(1000, hours);
    return story;
}

DeskCounts chat_of(Story& story, double end) { return story.end(end).desk(Desk::chat); }

}  // namespace

TEST_CASE("visits: waits are of the served; who gives up or was silent has none") {
    Story story = story_of(100);
    story.begin(0, 100).joins(1, Task::first_contact).serves(1, Task::first_contact, 2);
    story.begin(1, 100).joins(1.5, Task::first_contact);
    story.begin(2, 100).joins(2, Task::first_contact);
    story.desk(2.5, kLeft, Task::first_contact);
    story.begin(3, 100).joins(2.6, Task::first_contact);
    story.desk(2.8, kLeftSilently, Task::first_contact);
    story.joins(2.9, Task::refund_question);
    story.serves(3, Task::first_contact, 1);
    const DeskCounts chat = chat_of(story, 100);
    CHECK(chat.arrived == 5);
    CHECK(chat.had_to_wait == 4);
    CHECK(chat.gave_up == 1);
    CHECK(chat.gave_up_silently == 1);
    CHECK(chat.served == 1);
    CHECK(chat.wait_hours == 0);
    // One gave up, and two still wait when the run stops.
    REQUIRE(chat.wait.size() == 4);
    CHECK(std::ranges::count_if(chat.wait, &measure::CensoredTime::is_censored) == 3);
    CHECK(std::ranges::count(chat.wait, 98.5, [](const auto& wait) {
        return std::round(wait.time * 1e6) / 1e6;
    }) == 1);
    // The staff served the silent one in his absence.
    CHECK(chat.busy_hours == Approx(3));
    CHECK(chat.line_by_hour[2] == 1);
    CHECK(chat.line_by_hour[3] == 3);
}

TEST_CASE("visits: an answer is in time at the target and not after it") {
    Story story = story_of(100);
    const double target = 20.0 / 3600;
    story.begin(0, 100).joins(1, Task::first_contact);
    story.serves(1 + target, Task::first_contact, 1);
    story.begin(1, 100).joins(3, Task::first_contact);
    story.serves(3 + target + 0.001, Task::first_contact, 1);
    const DeskCounts chat = chat_of(story, 100);
    CHECK(chat.in_time == 1);
    CHECK(chat.served == 2);
}

TEST_CASE("visits: utilisation is work for the orders over places on duty while they arrive") {
    agents::Params params = tests::plain_params();
    WeeklyClock::Speeds day{};
    for (std::size_t i = 0; i < day.size(); ++i) {
        day[i] = i % 24 >= 9 && i % 24 < 21 ? 1 : 0;
    }
    params.support.day = WeeklyClock::create(day).value();
    params.support.chat_agents = 3;
    params.support.chat_agents_night = 1;
    params.support.chats_per_agent = 2;
    params.support.case_agents = 2;
    params.support.case_agents_night = 0;
    Story story = story_of(48, params);
    story.begin(0, 48).joins(20, Task::first_contact).serves(20, Task::first_contact, 6);
    // Half of this one lies after the last order: it is work of these orders all the same.
    story.begin(1, 48).joins(47, Task::dispute).serves(47, Task::dispute, 2);
    const Counts counts = story.end(60);
    const DeskCounts& chat = counts.desk(Desk::chat);
    CHECK(chat.window_hours == Approx(48));
    CHECK(chat.staffed_hours == Approx(2 * (12 * 6 + 12 * 2)));
    CHECK(chat.busy_hours == Approx(6));
    REQUIRE(chat.busy_by_day.size() == 3);
    CHECK(chat.busy_by_day[0] == Approx(4));
    CHECK(chat.busy_by_day[1] == Approx(2));
    CHECK(chat.staffed_by_day[1] == Approx(12 * 6 + 12 * 2));
    CHECK(chat.staffed_by_day[2] == Approx(9 * 2 + 3 * 6));
    const DeskCounts& cases = counts.desk(Desk::cases);
    CHECK(cases.staffed_hours == Approx(2 * 12 * 2));
    CHECK(cases.busy_hours == Approx(2));
}

TEST_CASE("visits: they count with their order, placed after the warm-up, however late they come") {
    Story story(tests::base_policy(), hour(10));
    story.begin(0, 0).joins(5, Task::first_contact).serves(9, Task::first_contact, 2);
    story.begin(1, 12).joins(15, Task::first_contact).serves(16, Task::first_contact, 1);
    story.begin(2, 20).joins(21, Task::first_contact).serves(23, Task::first_contact, 1);
    const Counts counts = story.end(30);
    const DeskCounts& chat = counts.desk(Desk::chat);
    CHECK(chat.arrived == 2);
    CHECK(chat.wait_hours == Approx(3));
    CHECK(chat.window_hours == Approx(10));
    CHECK(chat.busy_hours == Approx(2));
}

TEST_CASE("visits: the backlog's age is that of the longest waiting on each hour") {
    Story story = story_of(6);
    story.begin(0, 6).joins(0.5, Task::preship_case);
    story.begin(1, 6).joins(1.5, Task::dispute);
    story.serves(4.5, Task::dispute, 1);
    story.joins(4.75, Task::payout);
    story.begin(0, 6).serves(2.5, Task::preship_case, 1);
    const DeskCounts cases = story.end(6).desk(Desk::cases);
    REQUIRE(cases.backlog_age.size() == 6);
    CHECK(cases.backlog_age[0].time == 0);
    CHECK(cases.backlog_age[1].time == Approx(0.5));
    CHECK(cases.backlog_age[2].time == Approx(1.5));
    CHECK(cases.backlog_age[3].time == Approx(1.5));
    CHECK(cases.backlog_age[4].time == Approx(2.5));
    CHECK(cases.backlog_age[5].time == Approx(0.25));
    CHECK(cases.wait_hours_preship == Approx(2));
    CHECK(cases.wait_hours_dispute == Approx(3));
}

TEST_CASE("visits: what is dropped from the line was neither served nor given up") {
    Story story = story_of(10);
    story.begin(0, 10).joins(1, Task::preship_case);
    story.desk(3, DeskEvent::Kind::dropped, Task::preship_case);
    const DeskCounts cases = story.end(10).desk(Desk::cases);
    CHECK(cases.arrived == 1);
    CHECK(cases.had_to_wait == 1);
    CHECK(cases.served + cases.gave_up == 0);
    CHECK(cases.wait.empty());
    CHECK(cases.busy_hours == 0);
}

namespace {

/// A market's chats, told by the tally and by the pool itself.
struct Chats {
    DeskCounts told;
    kernel::PoolTotals pool;
};

Chats chats_of(const agents::Params& params) {
    const order::Policy policy = tests::base_policy();
    const agents::Cast cast(params);
    kernel::Calendar calendar;
    Tally tally(SimTime{}, params);
    market::Market market(
        {.rules = order::rules(), .policy = policy, .cast = cast, .draws = Draws(5, 0)}, calendar,
        tally);
    kernel::run(calendar, market, kNever, {});
    // One more order after all the rest, so that the window spans the run.
    OrderEvent last;
    last.at = market.now();
    last.order = {market.orders_placed()};
    last.transition = 0;
    tally.take(last);
    return {tally.finish(market.now()).desk(Desk::chat),
            market.desk_totals(Desk::chat, market.now())};
}

agents::Params with_chats() {
    agents::Params params = tests::busy_params();
    params.arrivals.orders_max = 500;
    params.buyers.support_first_share = 0.5;
    return params;
}

}  // namespace

TEST_CASE("visits: the desk's events tell of the same work as its pool") {
    agents::Params params = with_chats();
    params.support.chat_patience = Distribution::exponential(tests::in_hours(0.5)).value();
    params.support.silent_share = 0.5;
    const auto [told, pool] = chats_of(params);
    CHECK(pool.abandoned > 5);
    CHECK(told.gave_up_silently > 5);
    CHECK(told.served + told.gave_up_silently == static_cast<double>(pool.started));
    CHECK(told.gave_up == static_cast<double>(pool.abandoned));
    CHECK(told.arrived == static_cast<double>(pool.arrived));
    CHECK(told.arrived - told.had_to_wait == static_cast<double>(pool.at_once));
    CHECK(told.wait_hours < hours(pool.wait_of_started));
    CHECK(told.busy_hours == Approx(hours(pool.busy_time)));
    CHECK(told.staffed_hours == Approx(hours(pool.staffed_time)));
    CHECK(std::accumulate(told.busy_by_day.begin(), told.busy_by_day.end(), 0.0) ==
          Approx(told.busy_hours));
}

TEST_CASE("visits: Little's law: the line's integral is the arrivals' wait") {
    const auto [told, pool] = chats_of(with_chats());
    CHECK(told.served == told.arrived);
    CHECK(told.wait_hours > 20);
    // L = integral / time and lambda = arrived / time: L = lambda W.
    CHECK(hours(pool.waiting_time) == Approx(told.arrived * (told.wait_hours / told.served)));
}
