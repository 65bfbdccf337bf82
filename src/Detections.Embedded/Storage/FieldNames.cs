namespace Detections.Embedded.Storage;

/// <summary>Numbers for field names, so that a term's row stays short.</summary>
internal sealed class FieldNames
{
    private readonly Database _database;
    private Dictionary<string, long> _ids = [];

    public FieldNames(Database database)
    {
        _database = database;
        Load();
    }

    public void Load()
    {
        Dictionary<string, long> ids = [];
        using var reader = _database.Read("SELECT name, id FROM fields");
        while (reader.Read())
        {
            ids[reader.GetString(0)] = reader.GetInt64(1);
        }

        _ids = ids;
    }

    public long IdOf(string name)
    {
        if (_ids.TryGetValue(name, out var id))
        {
            return id;
        }

        id = (long)_database.Scalar("INSERT INTO fields (name) VALUES ($0) RETURNING id", name)!;
        _ids[name] = id;
        return id;
    }

    /// <summary>Null where no document ever had the field.</summary>
    public long? Find(string name) => _ids.TryGetValue(name, out var id) ? id : null;
}
