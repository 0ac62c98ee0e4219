#include "sim/service/postgres_link.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace ordersim::service {
namespace {

// Object ids of types, fixed in PostgreSQL's catalogue (pg_type.dat).
constexpr std::int32_t kByteaType = 17;
constexpr std::int32_t kBigintType = 20;
constexpr std::int32_t kTextType = 25;

using Clock = std::chrono::steady_clock;

/// For the replies of one round trip: more than any statement may take (see kSettings).
constexpr std::chrono::seconds kPatience(6);

using ResultOwner = std::unique_ptr<pg_result, void (*)(pg_result*)>;

/// In network order.
template <class Integer>
std::string bytes_of(Integer number) {
    using Unsigned = std::make_unsigned_t<Integer>;
    std::string bytes;
    for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8) {
        bytes += static_cast<char>(static_cast<Unsigned>(number) >> shift & 0xffU);
    }
    return bytes;
}

std::string first_line(const char* text) {
    const std::string_view all(text);
    return std::string(all.substr(0, all.find('\n')));
}

}  // namespace

PostgresArguments& PostgresArguments::add(std::int64_t number) {
    values_.push_back(bytes_of(number));
    return *this;
}

PostgresArguments& PostgresArguments::add(double number) {
    return add(std::bit_cast<std::int64_t>(number));
}

PostgresArguments& PostgresArguments::add(std::string_view text) {
    values_.emplace_back(text);
    return *this;
}

PostgresArguments& PostgresArguments::add_array(std::int32_t type,
                                                std::span<const std::string> elements) {
    const auto size = static_cast<std::int32_t>(elements.size());
    // Dimensions, whether there are nulls, the type; then each dimension's length and first index.
    std::string value = bytes_of<std::int32_t>(size == 0 ? 0 : 1) + bytes_of<std::int32_t>(0) +
                        bytes_of(type);
    if (size > 0) {
        value += bytes_of(size) + bytes_of<std::int32_t>(1);
    }
    for (const std::string& element : elements) {
        value += bytes_of(static_cast<std::int32_t>(element.size())) + element;
    }
    values_.push_back(std::move(value));
    return *this;
}

PostgresArguments& PostgresArguments::add(std::span<const std::int64_t> numbers) {
    std::vector<std::string> elements;
    elements.reserve(numbers.size());
    for (const std::int64_t number : numbers) {
        elements.push_back(bytes_of(number));
    }
    return add_array(kBigintType, elements);
}

PostgresArguments& PostgresArguments::add(std::span<const std::string> texts) {
    return add_array(kTextType, texts);
}

PostgresArguments& PostgresArguments::add_bytes(std::span<const std::string> values) {
    return add_array(kByteaType, values);
}

void PostgresRows::Closer::operator()(pg_result* result) const noexcept { PQclear(result); }

int PostgresRows::size() const { return PQntuples(result_.get()); }

bool PostgresRows::is_null(int row, int column) const {
    return PQgetisnull(result_.get(), row, column) != 0;
}

std::string_view PostgresRows::text(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t PostgresRows::number(int row, int column) const {
    std::uint64_t number = 0;
    for (const char byte : text(row, column)) {
        number = number << 8U | static_cast<unsigned char>(byte);
    }
    return static_cast<std::int64_t>(number);
}

double PostgresRows::real(int row, int column) const {
    return std::bit_cast<double>(number(row, column));
}

void PostgresLink::Closer::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

PostgresError PostgresLink::error() const {
    return {first_line(PQerrorMessage(connection_.get())), "",
            PQstatus(connection_.get()) != CONNECTION_OK};
}

PostgresError PostgresLink::error_of(const pg_result* result) const {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (state == nullptr || message == nullptr) {
        return error();
    }
    // 57P0x: the server shuts down; 25P03: it ended a transaction that stood idle.
    const std::string_view code(state);
    const bool is_lost = PQstatus(connection_.get()) != CONNECTION_OK ||
                         code.starts_with("57P0") || code == "25P03";
    return {message, state, is_lost};
}

tl::expected<PostgresLink, PostgresError> PostgresLink::open(
    const std::string& url, const std::string& first, std::span<const Statement> statements) {
    PQconninfoOption* const parsed = PQconninfoParse(url.c_str(), nullptr);
    const bool is_url = parsed != nullptr;
    PQconninfoFree(parsed);
    if (!is_url) {  // libpq's words would repeat it, password and all
        return tl::unexpected(PostgresError{
            "its URL cannot be read; one looks like postgresql://USER@HOST/DATABASE, with % and "
            "other special characters as %25 and the like",
            ""});
    }
    // What stands before the URL is taken where the URL does not say it.
    const std::array<const char*, 4> keywords{"connect_timeout", "tcp_user_timeout", "dbname",
                                              nullptr};
    const std::array<const char*, 4> values{"2", "6000", url.c_str(), nullptr};
    PostgresLink link(PQconnectdbParams(keywords.data(), values.data(), 1));
    if (PQstatus(link.connection_.get()) != CONNECTION_OK) {
        return tl::unexpected(link.error());
    }
    PQsetNoticeProcessor(link.connection_.get(), [](void*, const char*) {}, nullptr);
    const ResultOwner ran(PQexec(link.connection_.get(), first.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(ran.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return tl::unexpected(link.error_of(ran.get()));
    }
    for (const Statement& statement : statements) {
        const ResultOwner made(
            PQprepare(link.connection_.get(), statement.name, statement.sql, 0, nullptr),
            &PQclear);
        if (PQresultStatus(made.get()) != PGRES_COMMAND_OK) {
            return tl::unexpected(link.error_of(made.get()));
        }
    }
    PQenterPipelineMode(link.connection_.get());
    return link;
}

void PostgresLink::send(const Statement& statement, const PostgresArguments& arguments) {
    std::vector<const char*> values;
    std::vector<int> lengths;
    for (const std::string& value : arguments.values()) {
        values.push_back(value.data());
        lengths.push_back(static_cast<int>(value.size()));
    }
    const std::vector<int> formats(values.size(), 1);
    is_cut_off_ = is_cut_off_ ||
                  PQsendQueryPrepared(connection_.get(), statement.name,
                                      static_cast<int>(values.size()), values.data(),
                                      lengths.data(), formats.data(), 1) != 1;
    ++queued_;
}

bool PostgresLink::wait_until(Clock::time_point end) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    return left.count() > 0 && ::poll(&socket, 1, static_cast<int>(left.count())) > 0 &&
           PQconsumeInput(connection_.get()) == 1;
}

/// Null at the end of a statement's, or if none comes.
pg_result* PostgresLink::next_result(Clock::time_point end) const {
    while (PQisBusy(connection_.get()) != 0) {
        if (!wait_until(end)) {
            return nullptr;
        }
    }
    return PQgetResult(connection_.get());
}

tl::expected<std::vector<PostgresRows>, PostgresError> PostgresLink::flush() {
    pg_conn* const connection = connection_.get();
    const Clock::time_point end = Clock::now() + kPatience;
    std::vector<PostgresRows> all;
    PostgresError failure;
    is_cut_off_ = is_cut_off_ || PQpipelineSync(connection) != 1;
    bool is_failed = is_cut_off_;
    for (std::size_t left = std::exchange(queued_, 0); left > 0 && !is_failed; --left) {
        pg_result* const result = next_result(end);
        const ExecStatusType status = result == nullptr ? PGRES_FATAL_ERROR
                                                        : PQresultStatus(result);
        all.emplace_back(result);
        is_failed = status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
        if (is_failed && result != nullptr) {
            failure = error_of(result);
        } else if (!is_failed) {
            PQclear(next_result(end));  // the end of this statement's
        }
    }
    // Up to the sync, so that what comes next meets its own replies.
    bool is_synced = false;
    while (!is_synced && !is_cut_off_ && PQstatus(connection) == CONNECTION_OK) {
        const ResultOwner rest(next_result(end), &PQclear);
        is_synced = rest != nullptr && PQresultStatus(rest.get()) == PGRES_PIPELINE_SYNC;
        is_cut_off_ = Clock::now() >= end;
    }
    if (is_failed && failure.message.empty()) {
        failure = error();
        failure.message = failure.message.empty() ? "it does not answer" : failure.message;
    }
    if (is_cut_off_ && !is_failed) {
        failure.message = "it does not answer";
        is_failed = true;
    }
    failure.is_lost = failure.is_lost || is_cut_off_ || PQstatus(connection) != CONNECTION_OK;
    if (is_failed) {
        return tl::unexpected(std::move(failure));
    }
    return all;
}

}  // namespace ordersim::service
