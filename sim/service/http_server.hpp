#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "sim/service/service.hpp"

/// The service over HTTP/1.1.
namespace ordersim::service {

struct ServerConfig {
    std::string host = "127.0.0.1";  ///< an address, no name
    std::uint16_t port = 0;          ///< 0: any that is free
    double clock_factor = 1;         ///< how much faster the orders' clock runs than ours; > 0
    SimTime clock_at{};              ///< where it stood at ...
    /// ... that instant of ours, not after the server is made.
    std::chrono::steady_clock::time_point clock_read_at = std::chrono::steady_clock::now();
    std::size_t head_bytes_max = 8 * 1024;
    std::size_t body_bytes_max = 64 * 1024;
    std::size_t connections_max = 10'000;
    std::chrono::seconds request_time_max{10};  ///< to send one request, from its first byte
    std::chrono::seconds idle_time_max{60};     ///< between requests
    /// Told when the store cannot be written, and when it can again.
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};
};

struct ServerError {
    std::string message;
};

/// Serves on the thread that calls `run`. Keep-alive and pipelined requests are answered in order.
/// A request that is malformed, ambiguous about its length (both Content-Length and
/// Transfer-Encoding), too large or too slow is refused and its connection closed.
class HttpServer {
public:
    /// Listens at once, so that the port is known. `service` and `store` must outlive the server.
    [[nodiscard]] static tl::expected<HttpServer, ServerError> listen(const ServerConfig& config,
                                                                      Service& service,
                                                                      Store& store);
    HttpServer(HttpServer&&) noexcept;
    HttpServer& operator=(HttpServer&&) noexcept;
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    [[nodiscard]] std::uint16_t port() const;
    /// Until `stop`, after which requests that have come are answered, for two seconds at most.
    /// While the store cannot be written, changes are answered with 503 and what is durable can
    /// still be read. An error when the store is broken. Nothing is acknowledged that is not
    /// durable.
    [[nodiscard]] tl::expected<void, ServerError> run(std::stop_token stop);

private:
    class Loop;
    explicit HttpServer(std::unique_ptr<Loop> loop);
    std::unique_ptr<Loop> loop_;
};

}  // namespace ordersim::service
