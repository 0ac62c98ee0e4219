#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/judge/belief.hpp"
#include "sim/judge/linearizability.hpp"
#include "sim/judge/observation.hpp"
#include "sim/judge/order_clock.hpp"
#include "sim/judge/verdict.hpp"
#include "sim/order/books.hpp"

/// Was this reply legal?
///
/// The first tier: a reply that names the order's version puts the order's changes into a total
/// order, so that each reply is held against what the rules make of the version before it, in one
/// step (the idea is that of a linearizability checker that need not search, cf. Herlihy and Wing
/// 1990: here the service itself tells the order of effects). The second, where no versions are
/// named, does search: linearizability.hpp.
///
/// What is held: a version is made by one accepted command or one deadline; the state shown at it
/// is what the rules make of the one before at an instant within the call; refusals and reads fit a
/// version that the order had during the call; nobody is told a version older than one that was
/// told before he called; a deadline that has passed has fired; a key has one answer; strangers see
/// nothing. Versions that nobody was told of are filled with deadlines and with commands whose
/// outcome is unknown; where that is possible in several ways the order is believed to be any of
/// them. What cannot be decided is counted as unknown, never as passed. Requires that only the
/// calls told here change these orders.
namespace ordersim::judge {

struct JudgeConfig {
    ClockConfig clock;
    /// False: not every reply that could names the order's version. Then the calls about an order
    /// wait until none is under way and are judged as one history.
    bool is_versioned = true;
    std::size_t violations_kept = 40;  ///< in full; all are counted
    std::uint64_t kept_of_rule = 3;    ///< the first of each
    std::size_t answers_kept = 16384;  ///< by key, the latest; a power of two
};

/// For one thread. About 100 bytes an order at rest; more only while several of its calls are in
/// flight, or it may be more than one thing.
class Judge {
public:
    /// `rules` must outlive the judge.
    Judge(const order::Rules& rules, const order::Policy& policy, const JudgeConfig& config);
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    /// A call about this order leaves now. Every call must be told, and every one must end in an
    /// observation, with an unknown reply if none comes.
    void sent(std::uint64_t order);
    /// Replies in the order in which they arrive. O(1), but for orders on which calls overlap.
    void saw(const Observation& seen);

    /// The target's own books, with all deadlines before `at` fired.
    struct Told {
        order::Books books;
        SimTime at{};  ///< on the orders' clock
    };
    /// Judges what still waits for replies that have not come, then the target's own books if it
    /// has any: they must be the sum of its orders. Where some order is unknown or accused nobody
    /// can say.
    void finish(const std::optional<Told>& told = std::nullopt);

    [[nodiscard]] const Verdict& verdict() const { return verdict_; }
    /// Between what the books may be, field by field: where an instant is not known, neither is
    /// whether a deadline of it has fired.
    struct BooksRange {
        order::Books least;
        order::Books most;

        [[nodiscard]] bool contains(const order::Books& books) const;
    };
    /// As judged, once all deadlines before `at` have fired. Orders that are accused or lost are
    /// left out. O(orders).
    [[nodiscard]] BooksRange books(SimTime at) const;

private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    enum class Trust : std::uint8_t { good, accused, lost };

    /// An order. At rest it is one thing, exactly.
    struct Slot {
        order::Course course;
        std::int64_t told_ns = 0;  ///< when this version was first told
        std::uint32_t claims = kNone;
        std::uint32_t busy = kNone;
        std::uint16_t in_flight = 0;
        Trust trust = Trust::good;
    };
    /// An earlier version, while calls are in flight that may speak of it.
    struct Past {
        std::uint32_t version = 0;
        std::int64_t told_ns = 0;
        std::int64_t made_ns = 0;
        std::vector<Belief> beliefs;
    };
    /// What an order needs while it is not at rest.
    struct Busy {
        std::vector<Belief> beliefs;  ///< empty: it is what it is at rest
        std::vector<Past> past;       ///< by version
        std::vector<Observation> held;  ///< about versions to come
        std::vector<Loose> loose;
        std::int64_t made_ns = 0;  ///< when the command that made this version was called; 0: never
    };
    struct Answer {
        std::uint64_t key = 0;
        Observation::Reply reply{};
        order::Refusal refusal{};
        order::TransitionId transition = 0;
        std::uint32_t version = 0;

        friend bool operator==(const Answer&, const Answer&) = default;
    };
    /// An observation on its way through the judge.
    struct Hearing {
        const Observation& seen;
        Slot& slot;
        std::int64_t called_ns;  ///< or the first call with its key
        Span span{};
    };

    // What a reply goes through, in this order; each says whether that was the end of it.
    [[nodiscard]] bool is_denial(Hearing& hearing);
    void judge_altered(Hearing& hearing);
    [[nodiscard]] bool is_lost_reply(Hearing& hearing);
    [[nodiscard]] bool is_kept_answer(Hearing& hearing);
    [[nodiscard]] bool is_outside_call(Hearing& hearing);
    [[nodiscard]] bool is_of_loose(Hearing& hearing);
    void hear(Hearing& hearing);
    void hear_unversioned(Hearing& hearing);
    void note_loose(Hearing& hearing);
    void judge_history(Slot& slot);
    void end_wait(Slot& slot);
    [[nodiscard]] bool find_span(Hearing& hearing);
    void judge_by_version(Hearing& hearing);
    void judge_without_version(Hearing& hearing);
    void judge_maker(Hearing& hearing);
    void judge_looker(Hearing& hearing);
    [[nodiscard]] bool fits(const Belief& belief, const Hearing& hearing) const;

    /// Those held whose version has come; then, once no call is in flight, those behind a gap.
    void resolve(Slot& slot);
    [[nodiscard]] bool fill_gap(Hearing& hearing, std::uint32_t version);
    void settle(Slot& slot);

    [[nodiscard]] Busy& busy_of(Slot& slot);
    [[nodiscard]] Past* past_of(const Slot& slot, std::uint32_t version);
    [[nodiscard]] std::int64_t newer_told_ns(const Slot& slot, std::uint32_t version);
    void load(const Slot& slot, std::vector<Belief>& beliefs) const;
    void store(Slot& slot, const std::vector<Belief>& beliefs);
    void rest(Slot& slot, const order::Order& order);
    void pass_to(Slot& slot, const Hearing& hearing, std::int64_t made_ns);

    void accuse(const Hearing& hearing, std::string_view rule, std::string words);
    void accuse(const Hearing& hearing, const Belief& belief);
    void accuse(Slot& slot, const std::vector<Operation>& operations, const Linearization& made);
    void give_up(const Hearing& hearing);
    /// Whether all that was done to the order is known.
    [[nodiscard]] bool is_whole(const Slot& slot) const;
    /// Forgets what the order may be; what it still held counts as `counter`.
    void drop(Slot& slot, std::uint64_t& counter);

    order::Policy policy_;
    Law law_;
    OrderClock clock_;
    JudgeConfig config_;
    Verdict verdict_;
    std::vector<Slot> slots_;
    std::vector<order::Claims> claims_;
    std::vector<std::uint32_t> free_claims_;
    std::deque<Busy> busy_;
    std::vector<std::uint32_t> free_busy_;
    std::vector<Answer> answers_;
    std::vector<Belief> now_;   ///< scratch
    std::vector<Belief> next_;  ///< scratch
};

}  // namespace ordersim::judge
