#include "sim/experiment/fit/lognormal_mixture.hpp"

#include "sim/experiment/fit/normal_tail.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::experiment {
namespace {

/// What one part holds of the sample: sums of its shares in each logarithm, and in its powers.
struct Held {
    double count = 0;
    double sum = 0;
    double squares = 0;

    void add(double weight, double first, double second) {
        count += weight;
        sum += weight * first;
        squares += weight * second;
    }
};

using HeldPair = std::array<Held, 2>;

void add_event(const NormalPair& pair, double y, double count, HeldPair& held) {
    std::array<double, 2> logs{};
    for (std::size_t k = 0; k < 2; ++k) {
        const double z = (y - pair[k].mean) / pair[k].sd;
        logs[k] = std::log(pair[k].share / pair[k].sd) - 0.5 * z * z;
    }
    const double first = 1 / (1 + std::exp(logs[1] - logs[0]));
    held[0].add(count * first, y, y * y);
    held[1].add(count * (1 - first), y, y * y);
}

void add_censored(const NormalPair& pair, double y, double count, HeldPair& held) {
    std::array<double, 2> logs{};
    std::array<double, 2> means{};
    std::array<double, 2> squares{};
    for (std::size_t k = 0; k < 2; ++k) {
        const auto [share, mean, sd] = pair[k];
        const double z = (y - mean) / sd;
        const NormalTail tail = normal_tail(z);
        logs[k] = std::log(share) + tail.log_survival;
        means[k] = mean + sd * tail.hazard;
        squares[k] = mean * mean + 2 * mean * sd * tail.hazard + sd * sd * (1 + z * tail.hazard);
    }
    const double first = 1 / (1 + std::exp(logs[1] - logs[0]));
    held[0].add(count * first, means[0], squares[0]);
    held[1].add(count * (1 - first), means[1], squares[1]);
}

NormalPair stepped(const TimeTable& table, const NormalPair& pair, double sd_min) {
    HeldPair held;
    for (const TimeRow& row : table.rows) {
        if (row.events > 0) {
            add_event(pair, row.log_time, row.events, held);
        }
        if (row.censored > 0) {
            add_censored(pair, row.log_time, row.censored, held);
        }
    }
    NormalPair next = pair;
    for (std::size_t k = 0; k < 2; ++k) {
        const double count = std::max(held[k].count, 1e-3);
        next[k].share = count / table.size();
        next[k].mean = held[k].sum / count;
        const double variance = held[k].squares / count - next[k].mean * next[k].mean;
        next[k].sd = std::sqrt(std::max(variance, sd_min * sd_min));
    }
    return next;
}

bool is_at_rest(const NormalPair& before, const NormalPair& after) {
    constexpr double small = 1e-7;
    return std::ranges::equal(before, after, [](const NormalPart& one, const NormalPart& two) {
        return std::abs(one.share - two.share) < small &&
               std::abs(one.mean - two.mean) < small * two.sd &&
               std::abs(one.sd - two.sd) < small * two.sd;
    });
}

/// The logarithms of the first `share` of all times, and of the others, each as one part.
NormalPair cut_at(const TimeTable& table, double share) {
    HeldPair held;
    double seen = 0;
    for (const TimeRow& row : table.rows) {
        const double count = row.events + row.censored;
        held[seen < share * table.size() ? 0 : 1].add(count, row.log_time,
                                                      row.log_time * row.log_time);
        seen += count;
    }
    const double sd_min = 0.1 * log_centre(table).spread;
    NormalPair pair;
    for (std::size_t k = 0; k < 2; ++k) {
        const double count = std::max(held[k].count, 1.0);
        const double mean = held[k].sum / count;
        const double variance = held[k].squares / count - mean * mean;
        pair[k] = {.share = k == 0 ? share : 1 - share,
                   .mean = mean,
                   .sd = std::sqrt(std::max(variance, sd_min * sd_min))};
    }
    return pair;
}

}  // namespace

std::vector<NormalPair> starts_of(const TimeTable& table) {
    std::vector<NormalPair> starts;
    for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9}) {
        starts.push_back(cut_at(table, share));
    }
    const LogCentre centre = log_centre(table);
    starts.push_back({{{.share = 0.5, .mean = centre.mean, .sd = centre.spread / 2},
                       {.share = 0.5, .mean = centre.mean, .sd = centre.spread * 1.5}}});
    return starts;
}

NormalPair climbed(const TimeTable& table, NormalPair pair, int steps) {
    const double sd_min = 1e-3 * log_centre(table).spread;
    for (int step = 0; step < steps; ++step) {
        const NormalPair next = stepped(table, pair, sd_min);
        const bool is_done = is_at_rest(pair, next);
        pair = next;
        if (is_done) {
            break;
        }
    }
    return pair;
}

TimeTable thinned(const TimeTable& table, double times_max) {
    const double stride = table.size() / times_max;
    if (stride <= 1) {
        return table;
    }
    TimeTable thin;
    double events = 0;
    double censored = 0;
    for (const TimeRow& row : table.rows) {
        TimeRow kept{.time = row.time, .log_time = row.log_time};
        kept.events = std::floor((events + row.events) / stride) - std::floor(events / stride);
        kept.censored =
            std::floor((censored + row.censored) / stride) - std::floor(censored / stride);
        events += row.events;
        censored += row.censored;
        if (kept.events + kept.censored > 0) {
            thin.rows.push_back(kept);
            thin.events += kept.events;
            thin.censored += kept.censored;
        }
    }
    return thin;
}

}  // namespace ordersim::experiment
