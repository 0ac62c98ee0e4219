#include "sim/judge/linearizability.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace ordersim::judge {
namespace {

using order::Decision;
using Reply = Observation::Reply;

/// What the order may be, with the open calls that have had their effect.
struct Configuration {
    Belief belief;
    std::uint64_t done = 0;  ///< by place, as bits
    SimTime since{};         ///< no later effect lies before
};

bool is_same(const Configuration& a, const Configuration& b) {
    return a.done == b.done && a.since == b.since && a.belief.taken == b.belief.taken &&
           a.belief.is_exact == b.belief.is_exact && a.belief.early == b.belief.early &&
           (a.belief.is_exact || a.belief.late == b.belief.late);
}

/// A set of configurations; small, so that a walk is a search.
class Configurations {
public:
    explicit Configurations(std::size_t budget) : budget_(budget) {}

    void add(const Configuration& one) {
        const bool is_known = std::ranges::any_of(
            all_, [&one](const Configuration& other) { return is_same(one, other); });
        if (!is_known) {
            all_.push_back(one);
        }
    }
    [[nodiscard]] bool is_over() const { return all_.size() > budget_; }
    [[nodiscard]] std::vector<Configuration>& all() { return all_; }

private:
    std::size_t budget_;
    std::vector<Configuration> all_;
};

class Search {
public:
    Search(const Law& law, std::span<const Operation> operations, std::span<const Loose> loose,
           std::size_t budget)
        : law_(law), operations_(operations), loose_(loose), now_(budget) {}

    Linearization run(const std::vector<Belief>& beliefs) {
        for (const Belief& belief : beliefs) {
            now_.add({belief, 0, SimTime::min()});
        }
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            const std::vector<Configuration> before = now_.all();
            if (!reach(i)) {
                return {Linearization::Verdict::over_budget, {}, i};
            }
            if (now_.all().empty()) {
                return {Linearization::Verdict::illegal, beliefs_of(before), i};
            }
        }
        return {Linearization::Verdict::legal, beliefs_of(now_.all()), 0};
    }

private:
    static std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << i; }

    static std::vector<Belief> beliefs_of(const std::vector<Configuration>& configurations) {
        std::vector<Belief> beliefs;
        for (const Configuration& one : configurations) {
            beliefs.push_back(one.belief);
        }
        return beliefs;
    }

    /// Takes effects until operation `i` has had its own, which returns now; false: over budget.
    bool reach(std::size_t i) {
        sent_.assign(loose_.begin(), loose_.end());
        for (Loose& one : sent_) {
            one.is_over = one.is_over || one.called_ns > operations_[i].seen.returned_ns;
        }
        Configurations all = now_;
        now_.all().clear();
        for (std::size_t place = 0; place < all.all().size(); ++place) {
            const Configuration here = settled(all.all()[place], i);
            if ((here.done & bit(i)) != 0) {
                now_.add(here);
                continue;
            }
            extend(here, i, all);
            if (all.is_over() || now_.is_over()) {
                return false;
            }
        }
        return true;
    }

    /// Calls that are under way when operation `i` returns, and have had no effect.
    [[nodiscard]] bool is_open(const Configuration& here, std::size_t j, std::size_t i) const {
        return j >= i && (here.done & bit(j)) == 0 &&
               operations_[j].seen.called_ns <= operations_[i].seen.returned_ns;
    }

    /// The instants at which `j` may take effect, if operation `i` returns now.
    [[nodiscard]] Span span_of(const Configuration& here, std::size_t j, std::size_t i) const {
        const SimTime to = std::min(operations_[j].span.to, operations_[i].span.to);
        return {std::min(std::max(operations_[j].span.from, here.since), to), to};
    }

    /// What changes nothing and fits has had its effect.
    [[nodiscard]] Configuration settled(Configuration here, std::size_t i) const {
        for (std::size_t j = i; j < operations_.size(); ++j) {
            if (is_open(here, j, i) && !may_make(operations_[j].seen)) {
                const Span span = span_of(here, j, i);
                if (is_answer(here.belief, operations_[j], span)) {
                    if (operations_[j].loose) {  // it has its answer, and no effect any more
                        here.belief.taken = static_cast<std::uint8_t>(
                            here.belief.taken | 1U << *operations_[j].loose);
                    }
                    here.done |= bit(j);
                }
            }
        }
        return here;
    }

    void extend(const Configuration& here, std::size_t i, Configurations& all) {
        scratch_.clear();
        append_next(law_, here.belief, sent_, operations_[i].span.to, scratch_);
        for (const Belief& belief : scratch_) {
            all.add({belief, here.done, here.since});
        }
        for (std::size_t j = i; j < operations_.size(); ++j) {
            if (is_open(here, j, i) && may_make(operations_[j].seen)) {
                take(here, j, i, all);
            }
        }
    }

    /// An accepted command makes what the rules make of the order.
    void take(const Configuration& here, std::size_t j, std::size_t i, Configurations& all) const {
        const Operation& operation = operations_[j];
        if (operation.loose && (here.belief.taken >> *operation.loose & 1U) != 0) {
            all.add({here.belief, here.done | bit(j), here.since});
            return;
        }
        const Span span = span_of(here, j, i);
        if (is_answer(here.belief, operation, span)) {  // a fact that was recorded, perhaps
            all.add({here.belief, here.done | bit(j), here.since});
        }
        if (has_missed_deadline(law_, here.belief, span.from)) {
            return;
        }
        const Decisions said = decisions(law_, here.belief, operation.seen.command, span);
        for (const Decision& decision : {said.first, said.second}) {
            const bool is_named = operation.seen.transition == order::kNoTransition ||
                                  operation.seen.transition == decision.transition;
            if (decision.kind != Decision::Kind::accepted || !is_named) {
                continue;
            }
            Configuration made{here.belief, here.done | bit(j), std::max(here.since, span.from)};
            carry_out(law_, made.belief, operation.seen.command, decision, span);
            if (operation.loose) {
                made.belief.taken =
                    static_cast<std::uint8_t>(made.belief.taken | 1U << *operation.loose);
            }
            if (is_shown(made.belief, operation.seen)) {
                all.add(made);
            }
        }
    }

    [[nodiscard]] static bool may_make(const Observation& seen) {
        return seen.reply == Reply::accepted || seen.reply == Reply::acknowledged;
    }

    /// Whether the rules answer like this, and the reply shows this order. What it shows besides is
    /// not learnt: it may have been shown before.
    [[nodiscard]] bool is_answer(Belief belief, const Operation& operation,
                                 const Span& span) const {
        const Observation& seen = operation.seen;
        const bool is_taken = operation.loose && ((belief.taken >> *operation.loose) & 1) != 0;
        if (is_taken || has_missed_deadline(law_, belief, span.from)) {
            return false;
        }
        switch (seen.reply) {
        case Reply::seen: return is_shown(belief, seen);
        case Reply::hidden:
            return belief.early.version == 0 &&
                   (seen.is_read || seen.command.kind != order::CommandKind::place_order);
        case Reply::refused:
            return !seen.is_read &&
                   include_refusal(decisions(law_, belief, seen.command, span), seen) &&
                   is_shown(belief, seen);
        case Reply::recorded:
        case Reply::acknowledged:
            return !seen.is_read &&
                   decisions(law_, belief, seen.command, span).include_record() &&
                   is_shown(belief, seen);
        case Reply::accepted:
        case Reply::unproved:
        case Reply::key_taken:
        case Reply::unknown:
        case Reply::malformed: break;
        }
        return false;
    }

    const Law& law_;
    std::span<const Operation> operations_;
    std::span<const Loose> loose_;
    std::vector<Loose> sent_;  ///< those that operations may have met by now
    Configurations now_;
    std::vector<Belief> scratch_;
};

}  // namespace

Linearization linearize(const Law& law, std::vector<Belief> beliefs,
                        std::span<const Operation> operations, std::span<const Loose> loose,
                        std::size_t budget) {
    ORDERSIM_ASSERT(operations.size() <= kHistoryMost);
    return Search(law, operations, loose, budget).run(beliefs);
}

std::vector<std::size_t> contradiction(const Law& law, const std::vector<Belief>& beliefs,
                                       std::span<const Operation> operations,
                                       std::span<const Loose> loose, std::size_t failed,
                                       std::size_t budget) {
    std::vector<std::size_t> kept(failed + 1);
    for (std::size_t i = 0; i <= failed; ++i) {
        kept[i] = i;
    }
    const auto is_illegal = [&](const std::vector<std::size_t>& places) {
        std::vector<Operation> some;
        for (const std::size_t place : places) {
            some.push_back(operations[place]);
        }
        const Linearization made = linearize(law, beliefs, some, loose, budget);
        return made.verdict == Linearization::Verdict::illegal && made.failed + 1 == some.size();
    };
    for (std::size_t i = failed; i-- > 0;) {
        std::vector<std::size_t> fewer = kept;
        std::erase(fewer, i);
        if (is_illegal(fewer)) {
            kept = std::move(fewer);
        }
    }
    return kept;
}

}  // namespace ordersim::judge
