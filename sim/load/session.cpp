#include "sim/load/session.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/kernel/run.hpp"
#include "sim/load/accounts.hpp"
#include "sim/load/deadlines.hpp"
#include "sim/load/dialect.hpp"
#include "sim/load/follower.hpp"
#include "sim/load/observed.hpp"
#include "sim/load/probes.hpp"
#include "sim/load/rivals.hpp"
#include "sim/load/service_clock.hpp"
#include "sim/load/setup.hpp"
#include "sim/load/witness.hpp"
#include "sim/market/market.hpp"

namespace ordersim::load {
namespace {

using order::Command;
using order::CommandKind;
using std::chrono::microseconds;

constexpr microseconds kRetryAfter{50'000};
/// Replies are waited for so long after the last call, beyond the client's timeout.
constexpr std::chrono::seconds kDrain{1};
/// So long without an answer to any call there is no hope.
constexpr std::chrono::seconds kHope{5};

using Outcome = wire::Answer::Outcome;

/// The market's orders, each with the number that the service gave it.
struct Known {
    std::uint64_t id = 0;  ///< 0: not yet
    std::uint32_t in_flight = 0;
    SellerId seller = {};
    Follower follower;
};

/// A call under way.
struct Pending {
    OrderId order;
    bool is_look = false;
    bool is_probe = false;   ///< asked to see it refused: nobody's call, and nobody learns of it
    bool is_resent = false;  ///< its key was sent before
    bool is_altered = false;  ///< and with another request
    judge::Standing standing = judge::Standing::party;
    Command command = {};
    std::uint64_t key = 0;
    std::uint32_t tries = 0;
    std::uint32_t known = 0;  ///< the order's version as its people knew it when they called
    Wall::time_point intended = {};
};

class Session final : public Caller, public market::Platform {
public:
    Session(const scenario::Variant& variant, const LoadConfig& config, const Accounts& accounts,
            Dialect& dialect, const ServiceTime& time, HttpClient& client, std::stop_token stop,
            const std::function<void(const LoadProgress&)>& on_progress)
        : config_(config),
          accounts_(accounts),
          dialect_(dialect),
          client_(client),
          stop_(std::move(stop)),
          on_progress_(on_progress),
          factor_(time.factor),
          offset_(time.offset),
          variant_(variant),
          cast_(meant(variant.params, config, time.factor)),
          draws_(config.seed, 0),
          probing_(draws_, {config.race_share, config.probe_share, accounts.buyers() > 1}),
          until_(on_orders_clock(config.duration, time.factor)),
          measured_from_(on_orders_clock(config.warm_up, time.factor)),
          tally_(measured_from_, cast_.params()),
          witness_(variant.policy, judge_config(config, time.factor)),
          market_({.rules = order::rules(),
                   .policy = variant_.policy,
                   .cast = cast_,
                   .draws = draws_,
                   .share = config.shard,
                   .platform = this,
                   .look_after = config.flat_out || !dialect.offers_look()
                                     ? market::kNoLook
                                     : on_orders_clock(kLookAfter, time.factor)},
                  calendar_, tally_) {
        variant_.params = cast_.params();
    }

    void run(Wall::time_point origin) {
        origin_ = answered_at_ = told_at_ = origin;
        if (dialect_.is_our_own()) {
            offset_ += on_orders_clock(origin_.time_since_epoch(), factor_);
        }
        witness_.begin(origin_, config_.warm_up, config_.history);
        client_.run(*this);
    }

    /// `before` and `after`: the target's books, if it has any.
    [[nodiscard]] LoadOutcome finish(const std::optional<wire::ToldBooks>& before,
                                     const std::optional<wire::ToldBooks>& after);

    // The client's caller.
    [[nodiscard]] Wall::time_point next_due() const override {
        if (is_over_) {
            return Wall::time_point::max();
        }
        if (!unasked_.empty()) {
            return Wall::time_point();
        }
        Wall::time_point next = Wall::time_point::max();
        if (!calendar_.empty()) {
            next = config_.flat_out ? (client_.idle() > 0 ? Wall::time_point() : next)
                                    : wall_of(calendar_.next_at());
        }
        return retries_.empty() ? next : std::min(next, retries_.front().at);
    }
    void due(Wall::time_point now) override {
        look_at_the_end(now);
        send_retries(now);
        if (is_over_) {
            return;
        }
        if (config_.flat_out) {
            while (client_.idle() > 0 && !calendar_.empty()) {
                market_.handle(calendar_.pop());
            }
        } else {
            kernel::run(calendar_, market_, std::min(orders_time(now), until_), {});
        }
        for (const OrderId id : std::exchange(unasked_, {})) {
            market_.hear(id, {}, market_time(now));
        }
    }
    void take(const Reply& reply) override;
    void tick(Wall::time_point now) override {
        look_at_the_end(now);
        if (on_progress_ && now > told_at_) {
            report_progress(now);
        }
    }
    [[nodiscard]] bool is_done() const override {
        return is_over_ &&
               (in_flight_ == 0 || Wall::now() > ended_ + config_.client.timeout + kDrain);
    }

    // The market's platform.
    void ask(OrderId id, const Command& command, SimTime now) override {
        if (!dialect_.offers(command.kind)) {
            leave_out(id);
            return;
        }
        const bool is_outrun = class_of(command.kind) == order::CommandClass::fact;
        const bool is_raced = probing_.is_raced(keys_);
        if (is_raced && is_outrun) {
            race(id, command, now);
        }
        call({.order = id, .command = command}, now);
        if (is_raced && !is_outrun) {
            race(id, command, now);
        }
        const Known& known = orders_[id.value];
        const auto beside =
            probing_.beside(command, known.follower.known().version, keys_);
        // Before it has an id, there is nothing to try.
        if (beside && known.id != 0 && dialect_.can_try(*beside)) {
            probe(id, *beside, now);
        }
    }
    void look(OrderId id, SimTime now) override {
        if (!dialect_.offers_look()) {
            leave_out(id);
            return;
        }
        call({.order = id, .is_look = true}, now);
    }

private:
    /// Where there is no button nobody presses it, and nothing comes of it: no call, no refusal.
    void leave_out(OrderId id) {
        ++sums_.not_offered;
        unasked_.push_back(id);
    }

    struct Retry {
        Wall::time_point at;
        std::uint64_t tag = 0;
    };

    [[nodiscard]] Wall::time_point wall_of(SimTime at) const {
        return origin_ + on_wall(at - SimTime{}, factor_);
    }
    [[nodiscard]] SimTime orders_time(Wall::time_point now) const {
        return SimTime{} + on_orders_clock(now - origin_, factor_);
    }
    /// Of what happens at the wall's `now`; flat out time stands still between events.
    [[nodiscard]] SimTime market_time(Wall::time_point now) const {
        return config_.flat_out ? market_.now() : std::max(orders_time(now), market_.now());
    }

    void look_at_the_end(Wall::time_point now) {
        sums_.is_hopeless = sums_.is_hopeless || (in_flight_ > 0 && now > answered_at_ + kHope);
        const bool is_over = now >= origin_ + config_.duration || stop_.stop_requested() ||
                             sums_.is_hopeless ||
                             (calendar_.empty() && in_flight_ == 0 && unasked_.empty());
        if (is_over && !is_over_) {
            is_over_ = true;
            ended_ = now;
            in_flight_ -= retries_.size();
            sums_.given_up += retries_.size();
            for (const Retry& retry : retries_) {
                free_tags_.push_back(retry.tag);
            }
            retries_.clear();
        }
    }

    void call(Pending pending, SimTime now);
    void gather_news(const Pending& pending, const wire::Answer& answer, SimTime at);
    void probe(OrderId id, const Probe& beside, SimTime now);
    void resend(const Pending& answered, SimTime now);
    void race(OrderId id, const Command& command, SimTime now);
    void abandon_calls();
    void send(std::uint64_t tag);
    void send_retries(Wall::time_point now);
    [[nodiscard]] std::string_view bytes_of(const Pending& pending);
    /// Whether it may be sent again: what only looks, and what the service knows again by its key.
    [[nodiscard]] bool has_key(const Pending& pending) const {
        return pending.is_look || dialect_.has_keys(pending.command);
    }
    [[nodiscard]] bool may_be_asked_again(const Pending& pending) const {
        return !pending.is_look && !pending.is_probe && !is_over_ && has_key(pending) &&
               probing_.is_resent(keys_);
    }
    [[nodiscard]] std::uint64_t take_tag();
    [[nodiscard]] Heard heard(const Pending& pending, std::uint64_t tag, const Reply& reply,
                              const wire::Answer& answer) const;
    void report_progress(Wall::time_point now);

    const LoadConfig& config_;
    const Accounts& accounts_;
    Dialect& dialect_;
    HttpClient& client_;
    std::stop_token stop_;
    const std::function<void(const LoadProgress&)>& on_progress_;
    double factor_;
    SimDuration offset_;  ///< the service's orders' clock, less the market's
    scenario::Variant variant_;
    agents::Cast cast_;
    Draws draws_;
    Probes probing_;
    SimTime until_;
    SimTime measured_from_;
    metrics::Tally tally_;
    Witness witness_;
    kernel::Calendar calendar_;
    std::deque<Known> orders_;
    std::vector<market::News> news_;  ///< scratch
    std::vector<Pending> pending_;
    std::vector<std::uint64_t> free_tags_;
    std::vector<Retry> retries_;  ///< by `at`
    std::vector<OrderId> unasked_;  ///< whose people are still to learn that they cannot ask
    Wall::time_point origin_{};
    Wall::time_point ended_{};
    std::uint64_t in_flight_ = 0;  ///< retries that wait included
    std::uint64_t keys_ = 0;
    LoadSums sums_;
    std::uint64_t replies_ = 0;
    std::uint64_t replies_told_ = 0;
    Wall::time_point told_at_{};
    Wall::time_point answered_at_{};  ///< when a call was last answered
    bool is_over_ = false;
    market::Market market_;
};

LoadOutcome Session::finish(const std::optional<wire::ToldBooks>& before,
                            const std::optional<wire::ToldBooks>& after) {
    abandon_calls();
    witness_.finish(before, after);
    for (const Known& known : orders_) {
        sums_.adopted += known.follower.adopted();
    }
    sums_.orders_placed = config_.shard.share_of(orders_.size());
    const Wall::duration lasted = std::min(ended_, origin_ + config_.duration) - origin_;
    sums_.measured = std::max(lasted - config_.warm_up, Wall::duration::zero());
    sums_.is_interrupted = stop_.stop_requested();
    const SimTime end = std::max(market_.now(), until_);
    return {std::move(sums_),
            witness_.take_recording(),
            witness_.explained_verdict(),
            tally_.finish(end),
            variant_,
            measured_from_,
            until_,
            factor_,
            witness_.take_arrivals(),
            1,
            {}};
}

std::uint64_t Session::take_tag() {
    if (free_tags_.empty()) {
        pending_.emplace_back();
        return pending_.size() - 1;
    }
    const std::uint64_t tag = free_tags_.back();
    free_tags_.pop_back();
    return tag;
}

void Session::call(Pending pending, SimTime now) {
    for (std::uint32_t next = static_cast<std::uint32_t>(orders_.size());
         next <= pending.order.value; ++next) {
        const double share = draws_.uniform(next, agents::Purpose::seller);
        orders_.emplace_back().seller = cast_.seller_at(share);
    }
    if (!pending.is_look && pending.key == 0) {
        pending.key = ++keys_;
    }
    pending.intended = config_.flat_out ? Wall::now() : wall_of(now);
    const std::uint64_t tag = take_tag();
    pending_[tag] = pending;
    ++in_flight_;
    send(tag);
}

std::string_view Session::bytes_of(const Pending& pending) {
    const Known& known = orders_[pending.order.value];
    const bool is_stranger = pending.standing == judge::Standing::stranger;
    const std::size_t buyer =
        accounts_.buyer_account(OrderId{pending.order.value + (is_stranger ? 1U : 0U)});
    if (pending.is_look) {
        return dialect_.look(known.id, buyer);
    }
    return dialect_.command({pending.command, known.id, pending.key, known.seller, buyer,
                             pending.standing != judge::Standing::unproved});
}

void Session::probe(OrderId id, const Probe& beside, SimTime now) {
    ++sums_.probes;
    market_.expect(id);
    call({.order = id,
          .is_look = beside.is_look,
          .is_probe = true,
          .standing = beside.standing,
          .command = beside.command},
         now);
}

/// The same request under the same key: it must be answered as before, and change nothing. Or
/// another one under it, which must be refused.
void Session::resend(const Pending& answered, SimTime now) {
    ++sums_.probes;
    market_.expect(answered.order);
    Pending again = answered;
    again.is_probe = true;
    again.is_resent = true;
    if (dialect_.is_our_own() && answered.command.actor == order::Actor::buyer &&
        probing_.is_altered(keys_)) {
        again.is_altered = true;
        again.command.kind = answered.command.kind == CommandKind::send_message
                                 ? CommandKind::follow_up
                                 : CommandKind::send_message;
    }
    again.tries = 0;
    call(std::move(again), now);
}

void Session::race(OrderId id, const Command& command, SimTime now) {
    const auto rivals = rivals_of(command, orders_[id.value].follower.known());
    sums_.races += rivals.empty() ? 0U : 1U;
    for (const Command& rival : rivals) {
        if (dialect_.offers(rival.kind)) {
            market_.expect(id);
            call({.order = id, .command = rival}, now);
        }
    }
}

void Session::send(std::uint64_t tag) {
    Pending& pending = pending_[tag];
    Known& known = orders_[pending.order.value];
    witness_.leaves({Wall::now(), pending.order.value, pending.tries == 0,
                     !pending.is_probe});
    ++known.in_flight;
    pending.known = known.follower.known().version;
    client_.send({bytes_of(pending), tag, pending.intended});
}

void Session::send_retries(Wall::time_point now) {
    while (!retries_.empty() && retries_.front().at <= now) {
        const std::uint64_t tag = retries_.front().tag;
        retries_.erase(retries_.begin());
        send(tag);
    }
}

Heard Session::heard(const Pending& pending, std::uint64_t tag, const Reply& reply,
                     const wire::Answer& answer) const {
    Heard heard{.times = {reply.intended, reply.asked, reply.sent, reply.done},
                .seen = observed(reply, answer, pending.is_look),
                .is_recorded = !pending.is_probe,
                .is_refused = answer.outcome == Outcome::refused};
    judge::Observation& seen = heard.seen;
    seen.order = pending.order.value;
    seen.caller = static_cast<std::uint32_t>(tag);
    seen.called_ns = nanoseconds(reply.sent);
    seen.returned_ns = nanoseconds(reply.done);
    seen.command = pending.command;
    seen.key = has_key(pending) ? pending.key : 0;
    seen.is_resent = pending.is_resent || pending.tries > 0;
    seen.is_altered = pending.is_altered;
    seen.standing = pending.standing;
    seen.at = answer.at;
    return heard;
}

void Session::take(const Reply& reply) {
    Pending& pending = pending_[reply.tag];
    Known& known = orders_[pending.order.value];
    --known.in_flight;
    ++replies_;
    wire::Answer answer =
        reply.kind == Reply::Kind::complete
            ? dialect_.read(reply, {pending.command.kind, pending.is_look})
            : wire::Answer{};
    if (answer.id != 0 && known.id != 0 && answer.id != known.id) {
        answer = {};  // another order's
    }
    const bool is_failed =
        answer.outcome == Outcome::malformed || answer.outcome > Outcome::acknowledged;
    const bool is_open =
        reply.kind != Reply::Kind::complete || (is_failed && reply.status >= 500);
    Heard came = heard(pending, reply.tag, reply, answer);
    came.is_failed = is_failed;
    came.is_tried_again =
        is_open && pending.tries < config_.retries && !is_over_ && has_key(pending);
    witness_.comes(came);
    if (is_failed && !pending.is_probe && sums_.unreadable.size() < LoadSums::kUnreadableKept) {
        sums_.unreadable.push_back(std::string(call_name(came.call())) + ": " +
                                   reply_text(reply, dialect_.gap()));
    }
    sums_.exhausted += reply.kind == Reply::Kind::exhausted ? 1U : 0U;
    if (!is_open) {
        answered_at_ = reply.done;
    }
    if (came.is_tried_again) {
        retries_.push_back({reply.done + kRetryAfter * (1U << pending.tries++), reply.tag});
        std::ranges::stable_sort(retries_, {}, &Retry::at);
        return;
    }
    sums_.given_up += is_open ? 1U : 0U;
    if (known.id == 0) {
        known.id = answer.id;
    }
    const SimTime now = market_time(reply.done);
    // Of a clock that is not ours nobody knows beforehand where it stands.
    const bool is_told = answer.at != kNever && dialect_.is_our_own();
    const SimTime at = is_told ? answer.at : now + offset_;
    gather_news(pending, answer, at);
    const SimDuration to_market = config_.flat_out ? now - at : -offset_;
    for (market::News& one : news_) {
        one.after = shifted(one.after, to_market);
    }
    const OrderId id = pending.order;
    if (!is_failed && may_be_asked_again(pending)) {
        resend(Pending(pending), now);
    }
    free_tags_.push_back(reply.tag);
    --in_flight_;
    market_.hear(id, news_, now);
}

/// Calls that are under way when nobody waits any more: what came of them is unknown.
void Session::abandon_calls() {
    std::vector<bool> is_free(pending_.size());
    for (const std::uint64_t tag : free_tags_) {
        is_free[tag] = true;
    }
    for (std::uint64_t tag = 0; tag < pending_.size(); ++tag) {
        if (!is_free[tag]) {
            const Wall::time_point sent = pending_[tag].intended;
            Heard nothing = heard(
                pending_[tag], tag,
                {.kind = Reply::Kind::timed_out, .sent = sent, .done = Wall::now()}, {});
            nothing.is_recorded = false;
            witness_.comes(nothing);
            ++sums_.given_up;
        }
    }
}

/// What the order's people learn.
void Session::gather_news(const Pending& pending, const wire::Answer& answer, SimTime at) {
    news_.clear();
    Known& known = orders_[pending.order.value];
    // Told without a version, an answer that was kept looks like a new one.
    if (!pending.is_resent || answer.shows_order) {
        known.follower.hear(order::rules(), variant_.policy,
                            {pending.command, answer, at, pending.known}, known.in_flight, news_);
    }
    if (pending.is_probe && answer.outcome == Outcome::refused) {
        news_.clear();
    }
}

void Session::report_progress(Wall::time_point now) {
    const std::chrono::duration<double> passed = now - told_at_;
    const CallFigures& all = witness_.recording().all();
    LoadProgress progress{.passed = now - origin_,
                          .replies = replies_,
                          .replies_per_second =
                              static_cast<double>(replies_ - replies_told_) / passed.count(),
                          .failed = all.failed,
                          .violations = witness_.verdict().violation_count()};
    if (all.latency.count() > 0) {
        progress.latency_p50_us = static_cast<std::uint32_t>(all.latency.quantile(0.5));
        progress.latency_p99_us = static_cast<std::uint32_t>(all.latency.quantile(0.99));
    }
    told_at_ = now;
    replies_told_ = replies_;
    on_progress_(progress);
}

}  // namespace

tl::expected<LoadOutcome, std::string> run_load(
    const scenario::Variant& variant, const LoadConfig& config, std::stop_token stop,
    const std::function<void(const LoadProgress&)>& on_progress) {
    auto client = HttpClient::make(config.client);
    if (!client) {
        return tl::unexpected(client.error());
    }
    const scenario::Variant loaded =
        config.mapping ? with_deadlines(variant, config.mapping->deadlines) : variant;
    const agents::Cast cast(loaded.params);
    Accounts accounts = accounts_for(config, cast);
    const std::unique_ptr<Dialect> dialect = dialect_for(config, accounts);
    const auto time = introduce(*client, config, *dialect, accounts);
    if (!time) {
        return tl::unexpected(time.error());
    }
    Session session(loaded, config, accounts, *dialect, *time, *client, std::move(stop),
                    on_progress);
    const bool is_ours = dialect->is_our_own();
    const auto books = [&] {
        return is_ours ? ask_for_books(*client, config.client.target) : std::nullopt;
    };
    ShardEnd end;
    end.clock_factor = time->factor;
    end.books_before = books();
    if (config.history != nullptr) {
        const auto clock = read_clock_of(*client, config.client.target);
        if (!clock) {
            return tl::unexpected(
                std::string("the target's /health does not tell its orders' clock any more, by "
                            "which shards compare their own; is the service still running?"));
        }
        end.clock_before = *clock;
    }
    const auto origin = beginning(config);
    if (!origin) {
        return tl::unexpected(origin.error());
    }
    end.origin = *origin;
    session.run(end.origin);
    if (std::string fault = dialect->misreading(); !fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    end.books_after = books();
    // The books are of all shards' orders.
    LoadOutcome outcome = config.shard.count > 1
                              ? session.finish(std::nullopt, std::nullopt)
                              : session.finish(end.books_before, end.books_after);
    if (config.history != nullptr) {
        end.sums = outcome;
        end.latency = outcome.recording.all().latency.buckets();
        end.clock_after =
            read_clock_of(*client, config.client.target).value_or(end.clock_before);
        if (auto written = config.history->end(end); !written) {
            return tl::unexpected(std::move(written.error()));
        }
    }
    return outcome;
}

}  // namespace ordersim::load
