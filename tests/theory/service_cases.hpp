#pragma once

#include <array>

#include "tests/theory/verification.hpp"

/// Reference values of the desks: Erlang C and A (birth-death sums), priorities without
/// interruption (Cobham). The unit of time is the hour.
namespace ordersim::tests {

inline constexpr std::array<ReferenceCase, 36> kServiceCases{{
    {"chat", "mmc_1", "M09", "chat: had to wait", 0.409180150796, 1, "has to wait"},
    {"chat", "mmc_1", "M09", "chat: wait, mean", 0.204590075398, 1, "mean wait"},
    {"chat", "mmc_1", "M09", "chat: at once or in time", 0.751819693196, 1,
     "answered in time"},
    {"chat", "mmc_2", "M09", "chat: had to wait", 0.668731524108, 1, "has to wait"},
    {"chat", "mmc_2", "M09", "chat: wait, mean", 0.334365762054, 1, "mean wait"},
    {"chat", "mmc_2", "M09", "chat: at once or in time", 0.45248893566, 1,
     "answered in time"},
    {"chat", "mmc_4", "M09", "chat: had to wait", 0.711111111111, 1, "has to wait"},
    {"chat", "mmc_4", "M09", "chat: wait, mean", 1.77777777778, 1, "mean wait"},
    {"chat", "mmc_4", "M09", "chat: at once or in time", 0.523327967264, 1,
     "answered in time"},
    {"chat", "mmc_5", "M09", "chat: had to wait", 0.567915162159, 1, "has to wait"},
    {"chat", "mmc_5", "M09", "chat: wait, mean", 0.0473262635132, 1, "mean wait"},
    {"chat", "mmc_5", "M09", "chat: at once or in time", 0.791075687512, 1,
     "answered in time"},
    {"chat", "erla_1", "M09", "chat: had to wait", 0.619655230884, 1, "has to wait"},
    {"chat", "erla_1", "M09", "chat: gave up", 0.103913212326, 1, "gives up"},
    {"chat", "erla_1", "M09", "chat: wait, mean", 0.199581207171, 1,
     "mean wait of the served"},
    {"chat", "erla_1", "M09", "chat: at once or in time", 0.613112683068, 1,
     "answered in time"},
    {"chat", "erla_2", "M09", "chat: had to wait", 0.850384947915, 1, "has to wait"},
    {"chat", "erla_2", "M09", "chat: gave up", 0.195655944011, 1, "gives up"},
    {"chat", "erla_2", "M09", "chat: wait, mean", 0.400833695424, 1,
     "mean wait of the served"},
    {"chat", "erla_2", "M09", "chat: at once or in time", 0.333581738377, 1,
     "answered in time"},
    {"chat", "erla_4", "M09", "chat: had to wait", 0.819677653883, 1, "has to wait"},
    {"chat", "erla_4", "M09", "chat: gave up", 0.178042491895, 1, "gives up"},
    {"chat", "erla_4", "M09", "chat: wait, mean", 0.090629542426, 1,
     "mean wait of the served"},
    {"chat", "erla_4", "M09", "chat: at once or in time", 0.487794887878, 1,
     "answered in time"},
    {"chat", "erla_5", "M09", "chat: had to wait", 0.896372958826, 1, "has to wait"},
    {"chat", "erla_5", "M09", "chat: gave up", 0.234161795777, 1, "gives up"},
    {"chat", "erla_5", "M09", "chat: wait, mean", 0.244625677239, 1,
     "mean wait of the served"},
    {"chat", "erla_5", "M09", "chat: at once or in time", 0.227299995349, 1,
     "answered in time"},
    {"chat", "erla_7", "M09", "chat: had to wait", 0.375598640733, 1, "has to wait"},
    {"chat", "erla_7", "M09", "chat: gave up", 0.0142097079629, 1, "gives up"},
    {"chat", "erla_7", "M09", "chat: wait, mean", 0.139089624597, 1,
     "mean wait of the served"},
    {"chat", "erla_7", "M09", "chat: at once or in time", 0.791411447101, 1,
     "answered in time"},
    {"case_priority", "prio_1", "M09", "cases: wait before shipment, mean", 1.14285714286, 1,
     "mean wait of the first class"},
    {"case_priority", "prio_1", "M09", "cases: wait in disputes, mean", 5.71428571429, 1,
     "mean wait of the second class"},
    {"case_priority", "prio_2", "M09", "cases: wait before shipment, mean", 0.0584543072566, 1,
     "mean wait of the first class"},
    {"case_priority", "prio_2", "M09", "cases: wait in disputes, mean", 0.292271536283, 1,
     "mean wait of the second class"},
}};

}  // namespace ordersim::tests
