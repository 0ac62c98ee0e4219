#include <catch2/catch.hpp>

#include "sim/order/rules.hpp"
