using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Detections.Tests.Cluster;

/// <summary>A PostgreSQL server of its own on loopback, from the packages of the system, which can be stopped and started again.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "planted-database-password-3e1d";
    private const string NotInstalled = "PostgreSQL is not installed (Debian: apt-get install postgresql).";

    private static readonly string? Binaries = Directory.Exists("/usr/lib/postgresql")
        ? Directory
            .GetDirectories("/usr/lib/postgresql")
            .Select(d => Path.Combine(d, "bin"))
            .LastOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
        : null;

    private readonly string _folder = Directory.CreateTempSubdirectory("detections-postgres").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    private PostgresServer() { }

    public string ConnectionString =>
        $"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres;Password={Password};Pooling=false";

    public static async Task<PostgresServer> StartAsync()
    {
        var server = await CreateAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Made, and not started yet.</summary>
    public static async Task<PostgresServer> CreateAsync()
    {
        Assert.SkipWhen(Binaries is null, NotInstalled);
        var server = new PostgresServer();
        var password = Path.Combine(server._folder, "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.IsPrivilegedProcess)
        {
            using var owned = Process.Start("chown", ["-R", "postgres", server._folder]);
            await owned.WaitForExitAsync();
        }

        using var made = Process.Start(
            server.As(
                "initdb",
                "--pgdata",
                server.Data,
                "--username=postgres",
                "--auth=scram-sha-256",
                $"--pwfile={password}",
                "--encoding=UTF8",
                "--no-sync"
            )
        )!;
        var output = await made.StandardOutput.ReadToEndAsync();
        await made.WaitForExitAsync();
        Assert.True(made.ExitCode == 0, output + await made.StandardError.ReadToEndAsync());
        return server;
    }

    public async Task StartAgainAsync()
    {
        _process = Process.Start(
            As(
                "postgres",
                "-D",
                Data,
                "-p",
                $"{_port}",
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off"
            )
        )!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await RunAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 600 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    /// <summary>At once, whoever is connected.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>How many rows the statement changed.</summary>
    public async Task<int> RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<object?> ValueAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>PostgreSQL refuses to run as root, so there it is another user who runs it, in the same process.</summary>
    private ProcessStartInfo As(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries!, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo(
                "setpriv",
                ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]
            )
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = _folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
