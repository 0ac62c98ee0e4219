#include "sim/load/target.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace ordersim::load {

tl::expected<Target, std::string> Target::parse(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    const auto fault = [&] {
        return tl::unexpected("'" + std::string(url) +
                              "' is no target; one looks like http://127.0.0.1:8080");
    };
    if (!url.starts_with(scheme)) {
        return fault();
    }
    std::string_view rest = url.substr(scheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    Target target;
    target.base = rest.substr(slash);
    while (target.base.ends_with('/')) {
        target.base.pop_back();
    }
    const std::string_view place = rest.substr(0, slash);
    const bool is_bracketed = place.starts_with('[');
    const std::size_t end = is_bracketed ? place.find(']') : place.rfind(':');
    if (is_bracketed && end == std::string_view::npos) {
        return fault();
    }
    target.host = is_bracketed ? place.substr(1, end - 1) : place.substr(0, end);
    std::string_view port = is_bracketed ? place.substr(end + 1)
                                         : place.substr(std::min(end, place.size()));
    port = port.starts_with(':') ? port.substr(1) : port;
    target.port = port.empty() ? "80" : port;
    const bool is_number =
        std::ranges::all_of(target.port, [](char c) { return c >= '0' && c <= '9'; });
    if (target.host.empty() || !is_number || target.port.size() > 5) {
        return fault();
    }
    return target;
}

bool Target::is_loopback() const {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

}  // namespace ordersim::load
