using System.Data.Common;
using System.Net;
using Npgsql;

namespace Detections.Settings;

/// <summary>Reads where the copies meet. No sentence here may repeat the connection string, which holds a password.</summary>
internal sealed class SchedulerReader(SectionReader section)
{
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 10;

    /// <summary>A copy that is paused or cut off in the middle of a transaction would keep its locks, and with them all others waiting.</summary>
    private const string LetsGoOfLocks = "-c idle_in_transaction_session_timeout=5s";

    public SchedulerSettings Read()
    {
        var settings = new SchedulerSettings { Postgres = ReadPostgres() };
        section.RefuseUnknownKeys();
        return settings;
    }

    private string? ReadPostgres()
    {
        if (section.Secret("Postgres") is not { } text)
        {
            return null;
        }

        if (Parse(text) is { Host: { Length: > 0 } host } parts)
        {
            // What was not said is safe: whoever stands in between could hand out the work of the copies, or none.
            if (!Says(text, "SslMode") && !IsThisMachine(host))
            {
                parts.SslMode = SslMode.VerifyFull;
            }

            parts.Timeout = Says(text, "Timeout") ? parts.Timeout : ConnectSeconds;
            parts.CommandTimeout = Says(text, "CommandTimeout") ? parts.CommandTimeout : CommandSeconds;
            parts.Options ??= LetsGoOfLocks;
            parts.ApplicationName ??= "detections";
            return parts.ConnectionString;
        }

        section.Fault(
            section.Holds("Postgres") ? "Postgres" : "PostgresFile",
            "is not a connection string of PostgreSQL; allowed is such as Host=db.example.com;Database=detections;Username=detections;Password=…. The value is not shown."
        );
        return null;
    }

    /// <summary>Npgsql's own builder says yes to every keyword that it knows.</summary>
    private static bool Says(string text, string keyword) =>
        new DbConnectionStringBuilder { ConnectionString = text }
            .Keys!.Cast<string>()
            .Any(k => k.Replace(" ", "", StringComparison.Ordinal).Equals(keyword, StringComparison.OrdinalIgnoreCase));

    private static NpgsqlConnectionStringBuilder? Parse(string text)
    {
        try
        {
            return new(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Loopback, or a socket in the file system.</summary>
    private static bool IsThisMachine(string hosts) => hosts.Split(',', StringSplitOptions.TrimEntries).All(IsLocal);

    private static bool IsLocal(string host) =>
        host.StartsWith('/')
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
