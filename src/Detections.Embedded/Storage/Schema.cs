namespace Detections.Embedded.Storage;

/// <summary>
/// A document version is a row whose key is its index's number (high half) and its sequence number (low half), so an
/// index is one range of keys in the order of arrival. It is visible to the generations from <c>born</c> up to, but not
/// including, <c>died</c>; a point in time is nothing but a generation number. Rows are never changed but for <c>died</c>.
/// <c>terms</c> holds what queries compare: numbers as numbers, dates as milliseconds, addresses as hexadecimal text.
/// </summary>
internal static class Schema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS metadata (kind TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fields (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS documents (
            row INTEGER PRIMARY KEY, number INTEGER NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
            term INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER);
        CREATE UNIQUE INDEX IF NOT EXISTS live_documents ON documents (number, id) WHERE died IS NULL;
        CREATE INDEX IF NOT EXISTS dead_documents ON documents (number, died) WHERE died IS NOT NULL;
        CREATE TABLE IF NOT EXISTS sources (row INTEGER PRIMARY KEY, source BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS terms (row INTEGER, field INTEGER, value, PRIMARY KEY (row, field, value)) WITHOUT ROWID;
        """;
}
