#include "sim/base/gamma_functions.hpp"

#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

namespace ordersim {
namespace {

namespace policies = boost::math::policies;

/// Plain double arithmetic, and values instead of exceptions.
using Quiet = policies::policy<
    policies::promote_double<false>, policies::domain_error<policies::ignore_error>,
    policies::pole_error<policies::ignore_error>, policies::overflow_error<policies::ignore_error>>;

}  // namespace

double log_gamma(double x) {
    return boost::math::lgamma(x, Quiet());
}

double digamma(double x) {
    return boost::math::digamma(x, Quiet());
}

double trigamma(double x) {
    return boost::math::trigamma(x, Quiet());
}

}  // namespace ordersim
