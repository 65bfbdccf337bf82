using System.IO.Enumeration;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Detections.Embedded.Storage;

/// <summary>The one SQLite connection. Whoever uses it holds the node's turn.</summary>
internal sealed class Database : IDisposable
{
    private const int PageSize = 4096;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    private Database(SqliteConnection connection, long? maxSize)
    {
        _connection = connection;
        _connection.Open();
        Execute($"PRAGMA page_size = {PageSize}");
        Execute("PRAGMA locking_mode = EXCLUSIVE");
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("PRAGMA cache_size = -65536");
        Execute("PRAGMA case_sensitive_like = OFF");
        _connection.CreateFunction("fits", (byte[] text, byte[] pattern) => Fits(text, pattern), isDeterministic: true);
        InTransaction(() =>
        {
            Execute(Schema.Sql);
            return true;
        });
        if (maxSize is { } size)
        {
            Execute($"PRAGMA max_page_count = {Math.Max(1, size / PageSize)}");
        }

        Terms = new TermWriter(_connection);
    }

    public TermWriter Terms { get; }

    /// <summary>How many rows were ever changed, also those changed back.</summary>
    public int Changes => raw.sqlite3_total_changes(_connection.Handle);

    /// <summary>Whether there is no room for what was to be written.</summary>
    public static bool IsFull(Exception e) => e is SqliteException { SqliteErrorCode: raw.SQLITE_FULL };

    /// <summary>
    /// Opens the file, or a database in memory. A commit is on disk when it returns: it outlives the process, and a loss of power as far as
    /// the disk does what it says.
    /// </summary>
    public static Database Open(string? file, long? maxSize)
    {
        try
        {
            return Connect(file, maxSize);
        }
        catch (SqliteException e)
        {
            var fault = e.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED
                ? "another node has it open; stop that one, or choose another file"
                : $"{e.Message}; it must be a file that a node made, or one that does not exist yet in a folder that does";
            throw new IOException($"The data file {file} cannot be opened: {fault}", e);
        }
    }

    private static Database Connect(string? file, long? maxSize)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = file ?? ":memory:",
            Pooling = false,
            DefaultTimeout = 1,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            return new Database(connection, maxSize);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Commits what was done, or takes all of it back when an exception other than <paramref name="kept"/> ends it.</summary>
    public T InTransaction<T>(Func<T> work, Func<Exception, bool>? kept = null)
    {
        Execute("BEGIN IMMEDIATE");
        T result;
        try
        {
            result = work();
        }
        catch (Exception e)
        {
            if (kept?.Invoke(e) == true)
            {
                Commit();
            }
            else
            {
                RollBack();
            }

            throw;
        }
        Commit();
        return result;
    }

    /// <summary>Compares texts that hold a NUL, where SQLite's own operators believe that they end.</summary>
    private static bool Fits(byte[] text, byte[] pattern) =>
        FileSystemName.MatchesSimpleExpression(
            Encoding.UTF8.GetString(pattern),
            Encoding.UTF8.GetString(text),
            ignoreCase: false
        );

    private void Commit()
    {
        try
        {
            Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Some failures have SQLite roll back by itself.</summary>
    private void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement that is kept prepared for the next time.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object?> values) =>
        Bind(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    public SqliteDataReader Read(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>Runs a query that was written for one request.</summary>
    public List<T> ReadOnce<T>(string sql, IReadOnlyList<object> values, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Count; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i]);
        }

        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        Terms.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            _prepared[sql] = command;
        }
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
