#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/service/store.hpp"

struct pg_conn;
struct pg_result;

namespace ordersim::service {

/// What a statement is given, in the binary forms of the protocol: one value or one array a place.
class PostgresArguments {
public:
    PostgresArguments& add(std::int64_t number);
    PostgresArguments& add(double number);
    PostgresArguments& add(std::string_view text);
    PostgresArguments& add(std::span<const std::int64_t> numbers);
    PostgresArguments& add(std::span<const std::string> texts);
    /// Like texts, of bytes.
    PostgresArguments& add_bytes(std::span<const std::string> values);

    [[nodiscard]] const std::vector<std::string>& values() const { return values_; }

private:
    PostgresArguments& add_array(std::int32_t type, std::span<const std::string> elements);
    std::vector<std::string> values_;
};

/// What a statement gave, in binary.
class PostgresRows {
public:
    explicit PostgresRows(pg_result* result) : result_(result) {}
    [[nodiscard]] int size() const;
    [[nodiscard]] std::int64_t number(int row, int column) const;  ///< of a bigint
    [[nodiscard]] double real(int row, int column) const;          ///< of a double precision
    [[nodiscard]] bool is_null(int row, int column) const;
    /// Of a text or a bytea; holds as long as the rows do.
    [[nodiscard]] std::string_view text(int row, int column) const;

private:
    struct Closer {
        void operator()(pg_result* result) const noexcept;
    };
    std::unique_ptr<pg_result, Closer> result_;
};

/// What a server refused, or that it is gone.
struct PostgresError {
    std::string message;
    std::string state;     ///< SQLSTATE; empty if the server did not say
    bool is_lost = false;  ///< the connection is
};

/// A connection to a PostgreSQL server (libpq). Statements are queued and go together, one round
/// trip for all of them; the first that fails ends the queue. For one thread, which waits: for six
/// seconds at most, then the connection counts as lost.
class PostgresLink {
public:
    struct Statement {
        const char* name;
        const char* sql;
    };

    /// `url`: postgresql://..., see libpq's connection strings. `first` is run as it is, then the
    /// statements are prepared. To connect takes two seconds at most, unless the URL has a
    /// connect_timeout.
    [[nodiscard]] static tl::expected<PostgresLink, PostgresError> open(
        const std::string& url, const std::string& first, std::span<const Statement> statements);

    /// Queues a prepared statement.
    void send(const Statement& statement, const PostgresArguments& arguments = {});
    /// What came of all that is queued, in its order.
    [[nodiscard]] tl::expected<std::vector<PostgresRows>, PostgresError> flush();

private:
    struct Closer {
        void operator()(pg_conn* connection) const noexcept;
    };
    explicit PostgresLink(pg_conn* connection) : connection_(connection) {}
    [[nodiscard]] PostgresError error() const;
    [[nodiscard]] PostgresError error_of(const pg_result* result) const;
    /// Whether more of the replies is there before the instant.
    [[nodiscard]] bool wait_until(std::chrono::steady_clock::time_point end) const;
    [[nodiscard]] pg_result* next_result(std::chrono::steady_clock::time_point end) const;

    std::unique_ptr<pg_conn, Closer> connection_;
    std::size_t queued_ = 0;
    bool is_cut_off_ = false;  ///< it could not be sent to, or does not answer
};

}  // namespace ordersim::service
