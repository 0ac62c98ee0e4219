#pragma once

#include "sim/measure/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The result of a load on a live service, as values.
namespace ordersim::measure {

/// Quantiles of times, in milliseconds, to 1.6 %; all 0 without a call.
struct LoadTimes {
    double p50 = 0;
    double p90 = 0;
    double p99 = 0;
    double p999 = 0;
    double max = 0;
};

/// One kind of call: a command by its name, or "look". Warm-up left out.
struct LoadCall {
    std::string name;
    double accepted = 0;  ///< or recorded, or shown
    double refused = 0;   ///< by the rules
    double failed = 0;    ///< timed out, broken off, unreadable, 5xx
    LoadTimes latency;    ///< from the instant at which it was meant to leave
    LoadTimes service;    ///< from sending
};

/// One second of the load, warm-up included.
struct LoadSecond {
    double meant = 0;    ///< calls that were to leave in it
    double replies = 0;
    double failed = 0;
    double p50_ms = 0;   ///< latency of the replies
    double p99_ms = 0;
};

/// One of the calls that a violation takes.
struct LoadViolationCall {
    double from_us = 0;  ///< since the first of them left
    double to_us = 0;    ///< when its reply was there
    std::string call;    ///< "request_cancel by buyer"
    std::string reply;   ///< "accepted T10 buyer requests cancellation"
    double version = 0;  ///< that the reply names; 0: none
};

/// A reply that the rules do not allow.
struct LoadViolation {
    std::string rule;   ///< a row, a refusal, or the judge's own rule
    std::string words;  ///< what was expected and what came
    double order = 0;   ///< the load's own number of it, from 0
    double version = 0; ///< at which it shows
    /// The fewest calls about the order that show it, the accused one last; where others are
    /// missing all that are known. Empty: it is not about one order.
    std::vector<LoadViolationCall> calls = {};
    std::string script = {};  ///< of the shell, gives these commands again; may be empty
};

struct LoadRuleCount {
    std::string rule;
    double count = 0;
};

/// What the judge said of the replies.
struct LoadJudgement {
    double replies = 0;
    double judged = 0;   ///< legal or not, by the version that they name
    double unknown = 0;  ///< not decided
    double unheard = 0;  ///< about orders that had broken the rules before
    std::vector<LoadRuleCount> violations;     ///< by rule
    std::vector<LoadViolation> first;          ///< in full
    /// Whether the target's own books are the sum of its orders: "right", "wrong", "undecided"
    /// where some order is not known, "untold" where it has none.
    std::string books;
};

/// A metric of the market as the simulator has it and as the live service made it.
struct LoadPrediction {
    std::string id;
    std::string name;
    std::string label;
    std::string unit;
    /// Of one run of the length of the load; low to high holds the next run with the level's
    /// probability; unbounded where too few runs had data.
    Estimate predicted;
    double same_draws = 0;  ///< simulated with the very draws of the load; NaN without data
    double measured = 0;    ///< NaN without data
    std::string verdict;    ///< "as predicted", "higher", "lower", "no data" (of either)
};

/// Something that the load was to keep to.
struct LoadThreshold {
    std::string text;    ///< as given: "p99(request_cancel) < 20ms"
    double value = 0;    ///< measured, in `unit`
    std::string unit;    ///< "ms", "share", "1/s", "count"
    bool is_kept = false;
};

struct Load {
    std::string scenario;
    std::string question;
    std::string variant;
    std::string scenario_hash;
    std::string version;
    std::uint64_t seed = 0;
    std::string currency;
    std::string target;
    std::string mode;          ///< "open": at instants that do not wait for replies; "flat out"
    double clock_factor = 1;   ///< of the orders' clock
    double shards = 1;         ///< processes that were this load together
    double shards_apart_ms = 0;  ///< by the service's clock, from the first to begin to the last
    double connections = 0;    ///< of all of them
    double warm_up_seconds = 0;
    double seconds = 0;        ///< measured, warm-up left out
    double orders = 0;         ///< placed
    double races = 0;          ///< commands that met rivals on purpose
    double probes = 0;         ///< calls that the service had to refuse, or to answer as before
    double retries = 0;
    double given_up = 0;       ///< calls without a reply after all retries
    double adopted = 0;        ///< orders taken as shown, where the rules did not lead there
    /// What people would have asked of a service that is not ours, had its mapping named it.
    double not_offered = 0;
    std::vector<std::string> unreadable;  ///< the first replies that failed, as they were
    std::string limited_by;    ///< "nothing", "generator", "connections", "sockets"
    /// How orders arrived by the service's clock: the gaps' standard deviation over their mean, and
    /// the variance of counts in 10 ms over their mean; both 1 of a Poisson process. NaN where the
    /// rate was not meant to be steady, or too few came.
    double arrivals_cv = 0;
    double arrivals_idc = 0;
    LoadTimes lateness;        ///< by which the generator was late
    LoadTimes waiting;         ///< for a free connection
    LoadCall all;
    std::vector<LoadCall> calls;
    std::vector<LoadSecond> by_second;
    LoadJudgement judgement;
    double prediction_level = 0.95;
    double prediction_replications = 0;  ///< 0: none was made
    std::vector<LoadPrediction> predictions;
    std::vector<LoadThreshold> thresholds;
    std::string ended;  ///< "as planned", "interrupted", "hopeless"
    bool is_passed = false;  ///< no violation, enough was judged, all thresholds are kept
};

struct LoadRecord {
    static constexpr const char* kSchema = "ordersim.load/1";
    Load result;
    Host host;
};

}  // namespace ordersim::measure
