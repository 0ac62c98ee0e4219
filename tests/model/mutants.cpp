#include "sim/base/assert.hpp"
#include "sim/base/threads.hpp"
#include "sim/check/graph.hpp"
#include "sim/check/levers.hpp"
#include "sim/check/slices.hpp"
#include "sim/check/temporal.hpp"

#include "tests/support/policies.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Changes the table in every small way, one at a time, and asks whether the checker notices: each
// row dropped, each sent elsewhere, each without one of its guards, effects or timers. A mutant is
// killed by a broken property, or by something that should happen and never does; it is equivalent
// if its graphs are those of the table as it is, state by state and step by step.
//
// What should happen is what the table as it is names, all of which it reaches. A mutant asked for
// its own rows and guards would never miss those that were taken out of it, and where a later row
// answers in the place of one that is gone nothing else need break.
//
// usage: mutants [EVERY [THREADS [ROW...]]]     tries one mutant in EVERY (1), of these rows alone
//                                               if any are named; exit 1 below 95 % killed
//
// What came of each mutant stands on a line of its own as soon as it is known, so that a run that
// is stopped still tells what it had.

using namespace ordersim;
using namespace ordersim::check;
using namespace ordersim::order;

namespace {

struct Mutant {
    std::string what;
    std::vector<Row> rows;
    std::size_t row = 0;
};

template <class Value, std::size_t Size>
void erase(std::array<Value, Size>& list, std::size_t i) {
    std::move(list.begin() + static_cast<std::ptrdiff_t>(i) + 1, list.end(),
              list.begin() + static_cast<std::ptrdiff_t>(i));
    list.back() = Value{};
}

class Mutants {
public:
    [[nodiscard]] std::vector<Mutant> all() && {
        for (std::size_t i = 0; i < table_.size(); ++i) {
            std::vector<Row> rows = table_;
            rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
            add(i, "dropped", std::move(rows));
            redirect(i);
            without_parts(i);
        }
        return std::move(mutants_);
    }

private:
    void add(std::size_t row, const std::string& what, std::vector<Row> rows) {
        mutants_.push_back({std::string(table_[row].id) + " " + what, std::move(rows), row});
    }
    template <class Edit>
    void edit(std::size_t i, const std::string& what, const Edit& change) {
        std::vector<Row> rows = table_;
        change(rows[i]);
        add(i, what, std::move(rows));
    }
    void redirect(std::size_t i) {
        if (!table_[i].change.moves_order()) {
            return;
        }
        const auto old = static_cast<std::size_t>(table_[i].change.to.order);
        const std::size_t count = enum_count<OrderState> - 1;
        const auto other = static_cast<OrderState>(old % count + 1);
        edit(i, "sent to " + std::string(enum_name(other)),
             [other](Row& row) { row.change.to.order = other; });
    }
    void without_parts(std::size_t i) {
        for (std::size_t g = 0; g < 4; ++g) {
            if (const Guard guard = table_[i].when[g]; guard != Guard::always) {
                edit(i, "without the condition " + std::string(enum_name(guard)),
                     [g](Row& row) { erase(row.when, g); });
            }
            if (const Guard guard = table_[i].guards[g]; guard != Guard::always) {
                edit(i, "without the guard " + std::string(enum_name(guard)),
                     [g](Row& row) { erase(row.guards, g); });
            }
            if (const Effect effect = table_[i].effects[g]; effect != Effect::nothing) {
                edit(i, "without the effect " + std::string(enum_name(effect)),
                     [g](Row& row) { erase(row.effects, g); });
            }
        }
        for (std::size_t t = 0; t < table_[i].timers.size(); ++t) {
            if (const TimerMove move = table_[i].timers[t]; move.action != TimerAction::nothing) {
                edit(i, "without " + std::string(enum_name(move.action)) + " " +
                            std::string(enum_name(move.timer)),
                     [t](Row& row) { erase(row.timers, t); });
            }
        }
    }

    std::vector<Row> table_ = standard_rows();
    std::vector<Mutant> mutants_;
};

/// Calls `work(i)` for each i below `count`, by several threads.
void for_each_of(std::size_t count, unsigned threads,
                 const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    on_threads(threads, [&](std::uint32_t) {
        for (std::size_t i = next++; i < count; i = next++) {
            work(i);
        }
    });
}

/// Policies under which every row is reached: the base and those lever pairs that add rows.
std::vector<NamedPolicy> policies(unsigned threads) {
    std::vector<NamedPolicy> all = lever_pairs(tests::base_policy());
    all.insert(all.begin(), {"base", tests::base_policy()});
    std::vector<std::bitset<256>> reached(all.size());
    for_each_of(all.size(), threads, [&](std::size_t i) {
        for (const Slice& slice : order_slices()) {
            const Setting setting(rules(), all[i].policy, slice);
            reached[i] |= explore(setting, {.keeps_arcs = false}).coverage.rows;
        }
    });
    std::vector<NamedPolicy> chosen;
    std::bitset<256> rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if ((reached[i] & ~rows).any()) {
            rows |= reached[i];
            chosen.push_back(std::move(all[i]));
        }
    }
    return chosen;
}

/// A number that tells one graph from another: every state and every step.
std::uint64_t fingerprint(const Graph& graph, const Rules& rules) {
    std::uint64_t print = graph.search.states.size();
    const auto mix = [&print](std::uint64_t word) {
        print = (print ^ word) * 0xff51afd7ed558ccdU;
        print ^= print >> 33U;
    };
    for (StateId id = 0; id < graph.search.states.size(); ++id) {
        mix(graph.search.states[id].low);
        mix(graph.search.states[id].high);
        for (const Arc& arc : graph.arcs_of(id)) {
            mix(arc.to);
            mix(arc.move);
            if (arc.row != kNoTransition) {
                for (const char c : rules.row(arc.row).id) {
                    mix(static_cast<std::uint64_t>(c));
                }
            }
        }
    }
    return print;
}

/// What the table as it is comes to in one slice under one policy.
struct Part {
    NamedPolicy policy;
    const Slice* slice = nullptr;
    std::uint64_t fingerprint = 0;
    Coverage coverage{};
    Search<Packed> search{};
};

struct Fate {
    enum class Kind : std::uint8_t { killed, survived, equivalent };
    Kind kind = Kind::equivalent;
    std::string by;
};

/// By what a graph shows that something is wrong, if it does.
std::string killer_in(const Setting& setting, const Graph& graph) {
    if (!graph.violations.empty()) {
        return std::string(properties()[graph.violations.front().property].name);
    }
    if (trap_in(setting, graph) != kNoState) {
        return "inv_14_no_trap";
    }
    for (const Temporal& property : temporal_properties()) {
        if (endless(setting, graph, property)) {
            return std::string(property.name);
        }
    }
    return "";
}

/// With rows numbered as in the table as it is, of which a mutant may lack one.
Coverage as_numbered(Coverage coverage, const Rules& changed) {
    const std::bitset<256> taken = std::exchange(coverage.rows, {});
    for (std::size_t i = 0; i < changed.rows().size(); ++i) {
        const auto found = std::ranges::find(rules().rows(), changed.rows()[i].id, &Row::id);
        ORDERSIM_ASSERT(found != rules().rows().end());
        coverage.rows[static_cast<std::size_t>(found - rules().rows().begin())] = taken[i];
    }
    return coverage;
}

/// Something that should happen under the policy and does not, or that happens although a lever
/// rules it out. Of the table as it is there is nothing, which main() asserts.
std::string missed_by(const Coverage& coverage, const Policy& policy) {
    for (const Dead& dead : dead_of(coverage, rules(), policy)) {
        if (dead.is_reached) {
            return "a twin that should be ruled out";
        }
        if (dead.waiver.empty()) {
            return "a twin that is never reached";
        }
    }
    return "";
}

/// What the changed table makes of the commands of the changed row, in every state of the table as
/// it is that both come to by the same steps. No other command reads the row: where all comes to
/// the same, so does all that follows, and its graph need not be explored; and what breaks a
/// property here breaks it in that graph.
class Comparison {
public:
    Comparison(const Rules& changed, const Row& row, const Part& part)
        : row_(row), search_(part.search), table_(rules(), part.policy.policy, *part.slice),
          changed_(changed, part.policy.policy, *part.slice) {
        run();
    }
    [[nodiscard]] bool differs() const { return differs_; }
    /// The property that a step breaks; empty if none does.
    [[nodiscard]] const std::string& broken() const { return broken_; }

private:
    void run() {
        std::vector<bool> is_shared(search_.states.size());
        for (StateId id = 0; id < is_shared.size() && broken_.empty(); ++id) {
            const Origin origin = search_.origins[id];
            is_shared[id] = id == 0 || (is_shared[origin.from] &&
                                        is_same_step(origin.from, all_moves()[origin.step]));
            if (is_shared[id]) {
                compare(unpacked(table_, search_.states[id]));
            }
        }
    }
    [[nodiscard]] bool is_read_by(const Move& move) const {
        return move.passing == Move::Passing::none && move.command.kind == row_.on;
    }
    bool is_same_step(StateId from, const Move& move) {
        return !is_read_by(move) || is_same(unpacked(table_, search_.states[from]), move);
    }
    void compare(const Order& state) {
        if (!contains(row_.from, state.regions.order)) {
            return;
        }
        for (const Move& move : all_moves()) {
            if (is_read_by(move) && !is_same(state, move)) {
                differs_ = true;
                judge(state);
            }
        }
    }
    bool is_same(const Order& state, const Move& move) {
        if (!perform(table_, state, move, of_table_)) {
            return true;
        }
        const bool is_offered = perform(changed_, state, move, of_changed_);
        const Decision& one = of_changed_.decision;
        const Decision& other = of_table_.decision;
        return is_offered && one.kind == other.kind && one.refusal == other.refusal &&
               one.guard == other.guard && name_of(changed_, one) == name_of(table_, other) &&
               (one.kind != Decision::Kind::accepted || of_changed_.after == of_table_.after);
    }
    static std::string_view name_of(const Setting& setting, const Decision& decision) {
        return decision.transition == kNoTransition ? std::string_view()
                                                    : setting.rules->row(decision.transition).id;
    }
    void judge(const Order& state) {
        const Decision& decision = of_changed_.decision;
        const bool is_accepted = decision.kind == Decision::Kind::accepted;
        const PropertySet broken = broken_by({changed_, is_accepted ? of_changed_.before : state,
                                              is_accepted ? of_changed_.after : state,
                                              of_changed_.command, decision, kInstant});
        if (broken.any()) {
            broken_ = properties()[static_cast<std::size_t>(
                                       std::countr_zero(broken.to_ullong()))]
                          .name;
        }
    }

    const Row& row_;
    const Search<Packed>& search_;
    Setting table_;
    Setting changed_;
    Outcome of_table_;
    Outcome of_changed_;
    bool differs_ = false;
    std::string broken_;
};

/// One policy's parts. `differs` is set if a graph is not the same.
std::string killer_under(const Rules& changed, const Row& row, std::span<const Part> parts,
                         bool& differs) {
    Coverage coverage;
    for (const Part& part : parts) {
        const Comparison comparison(changed, row, part);
        if (!comparison.broken().empty()) {
            return comparison.broken();
        }
        if (!comparison.differs()) {
            coverage |= part.coverage;
            continue;
        }
        const Setting setting(changed, part.policy.policy, *part.slice);
        const Graph graph = explore(setting, {.states_max = 2'000'000, .stops_at_any = true});
        if (std::string killer = killer_in(setting, graph); !killer.empty()) {
            return killer;
        }
        differs |= fingerprint(graph, changed) != part.fingerprint;
        coverage |= as_numbered(graph.coverage, changed);
    }
    return differs ? missed_by(coverage, parts.front().policy.policy) : "";
}

Fate fate_of(const Mutant& mutant, const std::vector<Part>& parts) {
    const Rules changed(mutant.rows);
    const std::size_t slices = order_slices().size();
    bool differs = false;
    for (std::size_t i = 0; i < parts.size(); i += slices) {
        const auto under = std::span(parts).subspan(i, slices);
        const Row& row = rules().rows()[mutant.row];
        if (std::string killer = killer_under(changed, row, under, differs); !killer.empty()) {
            return {Fate::Kind::killed, std::move(killer)};
        }
    }
    return {differs ? Fate::Kind::survived : Fate::Kind::equivalent, ""};
}

/// Ends the process if something is dead under the table as it is: mutants would be killed by it
/// that show nothing.
void require_alive(const Coverage& coverage, const NamedPolicy& policy) {
    const std::string missed = missed_by(coverage, policy.policy);
    if (!missed.empty()) {
        std::printf("under %s the table as it is has %s\n", policy.name.c_str(), missed.c_str());
        std::exit(2);
    }
}

std::vector<Part> parts_of(const std::vector<NamedPolicy>& all, unsigned threads) {
    const auto slices = order_slices();
    std::vector<Part> parts(all.size() * slices.size());
    for_each_of(parts.size(), threads, [&](std::size_t i) {
        const NamedPolicy& policy = all[i / slices.size()];
        const Slice& slice = slices[i % slices.size()];
        Graph graph = explore(Setting(rules(), policy.policy, slice), {});
        const std::uint64_t print = fingerprint(graph, rules());
        parts[i] = {policy, &slice, print, graph.coverage, std::move(graph.search)};
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
        Coverage coverage;
        for (const Part& part : std::span(parts).subspan(i * slices.size(), slices.size())) {
            coverage |= part.coverage;
        }
        require_alive(coverage, all[i]);
    }
    return parts;
}

void tell(const Mutant& mutant, const Fate& fate) {
    const char* const kind = fate.kind == Fate::Kind::killed     ? "killed"
                             : fate.kind == Fate::Kind::survived ? "survived"
                                                                 : "equivalent";
    std::printf("%s: %s%s%s\n", kind, mutant.what.c_str(), fate.by.empty() ? "" : " by ",
                fate.by.c_str());
    std::fflush(stdout);
}

/// One in `every` mutants, by several threads.
std::vector<Fate> fates_of(const std::vector<Mutant>& mutants, const std::vector<Part>& parts,
                           unsigned every, unsigned threads) {
    std::vector<Fate> fates(mutants.size());
    std::mutex mutex;
    for_each_of((mutants.size() + every - 1) / every, threads, [&](std::size_t nth) {
        const std::size_t i = every * nth;
        fates[i] = fate_of(mutants[i], parts);
        const std::lock_guard lock(mutex);
        tell(mutants[i], fates[i]);
    });
    return fates;
}

}  // namespace

int main(int argument_count, char** arguments) {
    const auto argument = [&](int i, unsigned fallback) {
        return argument_count > i ? static_cast<unsigned>(std::strtoul(arguments[i], nullptr, 10))
                                  : fallback;
    };
    const unsigned every = std::max(argument(1, 1), 1U);
    const unsigned threads = std::max(argument(2, 1), 1U);
    const std::vector<Part> parts = parts_of(policies(threads), threads);
    std::vector<Mutant> mutants = Mutants().all();
    if (argument_count > 3) {
        const std::set<std::string_view> wanted(arguments + 3, arguments + argument_count);
        std::erase_if(mutants, [&wanted](const Mutant& mutant) {
            return !wanted.contains(rules().rows()[mutant.row].id);
        });
    }
    const std::vector<Fate> fates = fates_of(mutants, parts, every, threads);
    std::map<std::string, unsigned> killers;
    std::map<Fate::Kind, unsigned> counts;
    for (std::size_t i = 0; i < mutants.size(); i += every) {
        ++counts[fates[i].kind];
        if (fates[i].kind == Fate::Kind::killed) {
            ++killers[fates[i].by];
        }
    }
    for (const auto& [name, count] : killers) {
        std::printf("%6u killed first by %s\n", count, name.c_str());
    }
    const unsigned killed = counts[Fate::Kind::killed];
    const unsigned different = killed + counts[Fate::Kind::survived];
    const double share = 100.0 * killed / std::max(1U, different);
    std::printf("%u mutants: %u equivalent, %u of the %u others killed: %.1f %%\n",
                different + counts[Fate::Kind::equivalent], counts[Fate::Kind::equivalent], killed,
                different, share);
    return share >= 95 ? 0 : 1;
}
