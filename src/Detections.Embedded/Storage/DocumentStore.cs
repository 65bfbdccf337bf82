using System.Runtime.InteropServices;
using Detections.Embedded.Mapping;

namespace Detections.Embedded.Storage;

/// <summary>The rows of documents, their sources and their terms.</summary>
internal sealed class DocumentStore(Database database)
{
    public const long SeqNoMask = 0xFFFF_FFFF;

    public Database Database { get; } = database;

    public FieldNames Fields { get; } = new(database);

    public static long FirstRow(long indexNumber) => indexNumber << 32;

    public static long EndRow(long indexNumber) => (indexNumber + 1) << 32;

    public DocumentRow? Find(long indexNumber, string id)
    {
        using var reader = Database.Read(
            "SELECT row, version, term FROM documents WHERE number = $0 AND id = $1 AND died IS NULL",
            indexNumber,
            id
        );
        return reader.Read() ? new DocumentRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
    }

    public ReadOnlyMemory<byte> Source(long row) =>
        (byte[])Database.Scalar("SELECT source FROM sources WHERE row = $0", row)!;

    public List<string> Terms(long row, long field)
    {
        List<string> terms = [];
        using var reader = Database.Read("SELECT value FROM terms WHERE row = $0 AND field = $1", row, field);
        while (reader.Read())
        {
            terms.Add(reader.GetString(0));
        }

        return terms;
    }

    public void Insert(
        long indexNumber,
        string id,
        DocumentRow document,
        long born,
        ReadOnlyMemory<byte> source,
        IReadOnlyList<Term> terms
    )
    {
        Database.Run(
            "INSERT INTO documents (row, number, id, version, term, born) VALUES ($0, $1, $2, $3, $4, $5)",
            document.Row,
            indexNumber,
            id,
            document.Version,
            document.PrimaryTerm,
            born
        );
        Database.Run("INSERT INTO sources (row, source) VALUES ($0, $1)", document.Row, Bytes(source));
        foreach (var term in terms)
        {
            Database.Terms.Write(document.Row, Fields.IdOf(term.Field), term.Value);
        }
    }

    /// <summary>The row stays for the generations before <paramref name="died"/>.</summary>
    public void Bury(long row, long died) => Database.Run("UPDATE documents SET died = $1 WHERE row = $0", row, died);

    /// <summary>Removes the rows that no generation from <paramref name="oldest"/> on can see.</summary>
    public void Purge(long indexNumber, long oldest)
    {
        const string Dead = "(SELECT row FROM documents WHERE number = $0 AND died <= $1)";
        Database.Run($"DELETE FROM terms WHERE row IN {Dead}", indexNumber, oldest);
        Database.Run($"DELETE FROM sources WHERE row IN {Dead}", indexNumber, oldest);
        Database.Run("DELETE FROM documents WHERE number = $0 AND died <= $1", indexNumber, oldest);
    }

    public void RemoveAll(long indexNumber)
    {
        foreach (var table in (string[])["terms", "sources", "documents"])
        {
            Database.Run(
                $"DELETE FROM {table} WHERE row >= $0 AND row < $1",
                FirstRow(indexNumber),
                EndRow(indexNumber)
            );
        }
    }

    public long LastSeqNo(long indexNumber)
    {
        var last = Database.Scalar(
            "SELECT max(row) FROM documents WHERE row >= $0 AND row < $1",
            FirstRow(indexNumber),
            EndRow(indexNumber)
        );
        return last is long row ? row & SeqNoMask : -1;
    }

    public long LastGeneration(long indexNumber) =>
        Database.Scalar(
            "SELECT max(max(born), ifnull(max(died), 0)) FROM documents WHERE row >= $0 AND row < $1",
            FirstRow(indexNumber),
            EndRow(indexNumber)
        ) as long?
        ?? 0;

    public long LiveCount(long indexNumber) =>
        (long)Database.Scalar("SELECT count(*) FROM documents WHERE number = $0 AND died IS NULL", indexNumber)!;

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment)
        && segment.Offset == 0
        && segment.Count == segment.Array!.Length
            ? segment.Array
            : memory.ToArray();
}
