#include "sim/base/enum_names.hpp"

#include "tests/support/journeys.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

// The table broken on purpose, one piece at a time: the journeys must notice every piece.

using namespace ordersim;
using namespace ordersim::order;
using ordersim::tests::Arrival;
using ordersim::tests::Journey;

namespace {

/// The journeys, and where they lead by the standard rules.
class Watch {
public:
    Watch() : journeys_(tests::all_journeys()) {
        for (const Journey& journey : journeys_) {
            arrivals_.push_back(tests::travel(rules(), journey));
        }
    }

    /// Some journey fails.
    [[nodiscard]] bool fails(const Rules& changed) const {
        return std::ranges::any_of(journeys_, [&changed](const Journey& journey) {
            return !tests::travel(changed, journey).failure.empty();
        });
    }
    /// Some journey fails or leads elsewhere.
    [[nodiscard]] bool differs(const Rules& changed) const {
        for (std::size_t i = 0; i < journeys_.size(); ++i) {
            const Arrival arrival = tests::travel(changed, journeys_[i]);
            if (!arrival.failure.empty() || arrival.order != arrivals_[i].order ||
                arrival.at_end != arrivals_[i].at_end) {
                return true;
            }
        }
        return false;
    }

private:
    std::vector<Journey> journeys_;
    std::vector<Arrival> arrivals_;
};

template <class Piece, std::size_t N>
void remove_at(std::array<Piece, N>& pieces, std::size_t place) {
    const auto at = pieces.begin() + static_cast<std::ptrdiff_t>(place);
    std::move(at + 1, pieces.end(), at);
    pieces.back() = Piece{};
}

/// The standard rules with one row changed.
template <class Change>
Rules with(std::size_t row, Change change) {
    std::vector<Row> rows = standard_rows();
    change(rows[row]);
    return Rules(std::move(rows));
}

bool is_used(Guard guard) {
    return std::ranges::any_of(rules().rows(), [guard](const Row& row) {
        return std::ranges::count(row.when, guard) + std::ranges::count(row.guards, guard) > 0;
    });
}

}  // namespace

TEST_CASE("guards: dropping any condition of any row fails a journey") {
    const Watch watch;
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        const Row& row = rules().rows()[i];
        for (const auto where : {&Row::when, &Row::guards}) {
            for (std::size_t place = 0; place < (row.*where).size(); ++place) {
                const Guard guard = (row.*where)[place];
                if (guard == Guard::always) {
                    continue;
                }
                INFO(row.id << " without " << enum_name(guard));
                CHECK(watch.fails(with(i, [&](Row& r) { remove_at(r.*where, place); })));
            }
        }
    }
}

TEST_CASE("guards: rules without a guard accept what it refused, and no more") {
    const Watch watch;
    for (std::size_t i = 1; i < enum_count<Guard>; ++i) {
        const auto guard = static_cast<Guard>(i);
        INFO(enum_name(guard));
        CHECK(is_used(guard));
        const bool refuses = std::ranges::any_of(rules().rows(), [guard](const Row& row) {
            return std::ranges::count(row.guards, guard) > 0;
        });
        const Rules changed = rules().without(guard);
        CHECK(watch.fails(changed) == refuses);
        CHECK((refusal_of(guard) != Refusal::wrong_state || !refuses));
        for (std::size_t row = 0; row < changed.rows().size(); ++row) {
            std::vector<Guard> others;
            std::ranges::copy_if(rules().rows()[row].guards, std::back_inserter(others),
                                 [guard](Guard other) { return other != guard; });
            others.resize(4, Guard::always);
            CHECK(std::ranges::equal(changed.rows()[row].guards, others));
        }
    }
}

TEST_CASE("rows: every region, effect and timer that a row moves shows in some journey") {
    const Watch watch;
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        const Row& row = rules().rows()[i];
        for (unsigned region = 0; region < 8; ++region) {
            if (row.change.sets(region)) {
                INFO(row.id << " without its change of region " << region);
                CHECK(watch.differs(with(i, [region](Row& r) {
                    const auto byte = std::uint64_t{0xff} << 8U * region;
                    auto to = std::bit_cast<std::uint64_t>(r.change.to);
                    r.change.to = std::bit_cast<Regions>(to & ~byte);
                    r.change.mask &= ~byte;
                })));
            }
        }
        for (std::size_t place = 0; place < row.effects.size(); ++place) {
            if (row.effects[place] != Effect::nothing) {
                INFO(row.id << " without " << enum_name(row.effects[place]));
                CHECK(watch.differs(with(i, [&](Row& r) { r.effects[place] = Effect::nothing; })));
            }
        }
        for (std::size_t place = 0; place < row.timers.size(); ++place) {
            const TimerMove move = row.timers[place];
            // To cancel what may not be running is a safeguard, not a move.
            if (move.action != TimerAction::nothing && move.action != TimerAction::cancel) {
                INFO(row.id << " does not " << enum_name(move.action) << " "
                            << enum_name(move.timer));
                CHECK(watch.differs(with(i, [&](Row& r) { remove_at(r.timers, place); })));
            }
        }
    }
}

TEST_CASE("rows: dropping any row fails a journey") {
    const Watch watch;
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        INFO(rules().rows()[i].id);
        CHECK(watch.fails(with(i, [](Row& row) { row.from = 0; })));
    }
}
