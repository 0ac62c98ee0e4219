#pragma once

#include <array>

#include "tests/theory/verification.hpp"

/// Reference values of the race, life and calendar cases: closed forms and Gauss-Legendre
/// quadrature, most with an independent second computation (relative differences below 3e-12). The
/// scenario files of scenarios/verification carry the cases as variants of the same name.
namespace ordersim::tests {

/// A race is P(win), the headline. A life case is the split of all orders, of which the share kWish
/// want out: outcomes are read off the metrics that count them.
inline constexpr double kWish = 0.06;

inline constexpr std::array<ReferenceCase, 56> kReferenceCases{{
    {"race_wish", "race_1", "M01", "", 0.714285714286, 1, "X before S"},
    {"race_wish", "race_2", "M01", "", 0.88399341668, 1, "X before S"},
    {"race_wish", "race_4", "M01", "", 0.994472760942, 1, "X before S"},
    {"race_wish", "race_5", "M01", "", 0.834418558208, 1, "X before S"},
    {"race_wish", "race_7", "M01", "", 0.699245699321, 1, "X before S"},
    {"race_wish", "race_8", "M01", "", 0.756932043967, 1, "X before S"},
    {"race_wish", "race_10", "M01", "", 0.632813103449, 1, "X before min(S1, S2)"},
    {"race_answer", "race_11", "M01", "", 0.595238095238, 1, "X+R before S"},
    {"race_answer", "race_13", "M01", "", 0.729875059928, 1, "X+R before S"},
    {"race_approve", "race_14", "M01", "", 0.774425857625, 1, "X+min(R,12h) before S"},
    {"race_approve", "race_16", "M01", "", 0.731449520671, 1, "X+min(R,48h) before S"},
    {"race_approve", "race_17", "M01", "", 0.601920805099, 1, "X+min(R,12h) before S"},
    {"race_reject", "race_17r", "M01", "", 0.561824545932, 1, "X+R before S, R<=12h"},
    {"race_reject", "race_18r", "M01", "", 0.593362433572, 1, "X+R before S, R<=24h"},
    {"race_approve", "race_19", "M01", "", 0.595239277322, 1, "X+min(R,48h) before S"},
    {"race_reject", "race_19r", "M01", "", 0.595232184819, 1, "X+R before S, R<=48h"},
    {"life", "life_1", "volume", "contacts", 1 - 0.94, 1e-3, "wants out at all"},
    {"life", "life_1", "M01", "path: self-serve", 0.00363521616108, kWish, "by himself"},
    {"life", "life_1", "volume", "contacts: shipped", 0.00497528368277, 1e-3, "wants out too late"},
    {"life", "life_1", "M01", "path: seller approval", 0.0349054938825, kWish, "approved"},
    {"life", "life_1", "volume", "requests: rejected", 0.00615979303809, 1e-3, "rejected"},
    {"life", "life_1", "M01", "path: auto-approve", 0.00221644682905, kWish, "approved by silence"},
    {"life", "life_1", "volume", "requests: overtaken", 0.00810776640652, 1e-3, "overtaken"},
    {"life", "life_1", "M03", "payment to decision, mean", 13.1754162473, 1, "hours to decision"},
    {"life", "life_1", "M01", "", 0.679285947877, 1, "gets out"},
    {"life", "life_2", "volume", "contacts", 1 - 0.94, 1e-3, "wants out at all"},
    {"life", "life_2", "M01", "path: self-serve", 0.0132712098089, kWish, "by himself"},
    {"life", "life_2", "volume", "contacts: shipped", 0.00497528368277, 1e-3, "wants out too late"},
    {"life", "life_2", "M01", "path: seller approval", 0.0279510002617, kWish, "approved"},
    {"life", "life_2", "volume", "requests: rejected", 0.00493252945795, 1e-3, "rejected"},
    {"life", "life_2", "M01", "path: auto-approve", 0.00174886195945, kWish, "approved by silence"},
    {"life", "life_2", "volume", "requests: overtaken", 0.00712111482924, 1e-3, "overtaken"},
    {"life", "life_2", "M03", "payment to decision, mean", 11.591702947, 1, "hours to decision"},
    {"life", "life_2", "M01", "", 0.716184533834, 1, "gets out"},
    {"life", "life_4", "volume", "contacts", 1 - 0.94, 1e-3, "wants out at all"},
    {"life", "life_4", "M01", "path: self-serve", 0.0132712098089, kWish, "by himself"},
    {"life", "life_4", "volume", "contacts: shipped", 0.00497528368277, 1e-3, "wants out too late"},
    {"life", "life_4", "M01", "path: seller approval", 0.0242466166772, kWish, "approved"},
    {"life", "life_4", "volume", "requests: rejected", 0.00427881470774, 1e-3, "rejected"},
    {"life", "life_4", "M01", "path: auto-approve", 0.0075983372536, kWish, "approved by silence"},
    {"life", "life_4", "volume", "requests: overtaken", 0.00562973786981, 1e-3, "overtaken"},
    {"life", "life_4", "M03", "payment to decision, mean", 11.057213717, 1, "hours to decision"},
    {"life", "life_4", "M01", "", 0.751936062328, 1, "gets out"},
    {"life", "life_5", "volume", "contacts", 1 - 0.94, 1e-3, "wants out at all"},
    {"life", "life_5", "M01", "path: self-serve", 0.0132712098089, kWish, "by himself"},
    {"life", "life_5", "volume", "contacts: shipped", 0.00497528368277, 1e-3, "wants out too late"},
    {"life", "life_5", "M01", "path: seller approval", 0.0288455993772, kWish, "approved"},
    {"life", "life_5", "volume", "requests: rejected", 0.00509039989009, 1e-3, "rejected"},
    {"life", "life_5", "volume", "requests: lapsed", 0.000185055031225, 1e-3,
     "rejected by silence"},
    {"life", "life_5", "volume", "requests: overtaken", 0.00763245220982, 1e-3, "overtaken"},
    {"life", "life_5", "M03", "payment to decision, mean", 11.6208592724, 1, "hours to decision"},
    {"life", "life_5", "M01", "", 0.701946819768, 1, "gets out"},
    {"calendar", "cal_1", "M03", "payment to decision, mean", 15.2380952381, 1, "next opening"},
    {"calendar", "cal_2_4h", "M03", "payment to decision, mean", 22.2857142857, 1,
     "4 business hours"},
    {"calendar", "cal_2_8h", "M03", "payment to decision, mean", 29.3333333333, 1,
     "8 business hours"},
    {"calendar", "cal_2_12h", "M03", "payment to decision, mean", 53.1428571428, 1,
     "12 business hours"},
}};

}  // namespace ordersim::tests
