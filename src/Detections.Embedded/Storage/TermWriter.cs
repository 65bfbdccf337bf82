using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Detections.Embedded.Storage;

/// <summary>Inserts terms on SQLite's own interface: a document has a hundred, and each parameter object would cost more than its row.</summary>
internal sealed class TermWriter : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _insert;

    public TermWriter(SqliteConnection connection)
    {
        _connection = connection.Handle!;
        const string Sql = "INSERT OR IGNORE INTO terms (row, field, value) VALUES (?, ?, ?)";
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_connection, Sql, out _insert), _connection);
    }

    public void Write(long row, long field, object value)
    {
        raw.sqlite3_bind_int64(_insert, 1, row);
        raw.sqlite3_bind_int64(_insert, 2, field);
        var bound = value switch
        {
            long number => raw.sqlite3_bind_int64(_insert, 3, number),
            double number => raw.sqlite3_bind_double(_insert, 3, number),
            string text => raw.sqlite3_bind_text(_insert, 3, text),
            _ => throw new ArgumentException($"a term cannot be a {value.GetType().Name}", nameof(value)),
        };
        SqliteException.ThrowExceptionForRC(bound, _connection);
        var stepped = raw.sqlite3_step(_insert);
        raw.sqlite3_reset(_insert);
        if (stepped != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(stepped, _connection);
        }
    }

    public void Dispose() => _insert.Dispose();
}
