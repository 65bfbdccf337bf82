using System.Net;
using Npgsql;

namespace Detections.Settings;

/// <summary>Reads where the copies meet. No sentence here may repeat the connection string, which holds a password.</summary>
internal sealed class SchedulerReader(SectionReader section)
{
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 10;

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
            if (!Says(parts, "SSL Mode") && !IsThisMachine(host))
            {
                parts.SslMode = SslMode.VerifyFull;
            }

            parts.Timeout = Says(parts, "Timeout") ? parts.Timeout : ConnectSeconds;
            parts.CommandTimeout = Says(parts, "Command Timeout") ? parts.CommandTimeout : CommandSeconds;
            parts.ApplicationName ??= "detections";
            return parts.ConnectionString;
        }

        section.Fault(
            section.Holds("Postgres") ? "Postgres" : "PostgresFile",
            "is not a connection string of PostgreSQL; allowed is such as Host=db.example.com;Database=detections;Username=detections;Password=…. The value is not shown."
        );
        return null;
    }

    /// <summary>Whether a keyword stands in the string. To ask the builder whether it contains one is to ask whether there is such a keyword.</summary>
    private static bool Says(NpgsqlConnectionStringBuilder parts, string keyword) =>
        parts.Keys.Cast<string>().Contains(keyword, StringComparer.OrdinalIgnoreCase);

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
