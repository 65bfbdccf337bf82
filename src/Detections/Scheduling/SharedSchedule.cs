using System.Data.Common;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace Detections.Scheduling;

/// <summary>
/// Takes part in the schedule that copies share, where one is set, and looks every few seconds whether its database answers. While it does
/// not, this copy runs its groups on its own.
/// </summary>
internal sealed partial class SharedSchedule(
    Generations generations,
    GroupJobs own,
    FiringGate gate,
    TimeProvider clock,
    ILoggerFactory loggers,
    ILogger<SharedSchedule> logger
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);

    private readonly string? _database = generations.Configuration.Settings.Scheduler.Postgres;
    private SharedScheduler? _scheduler;
    private Configuration? _configuration;
    private string _work = "";
    private DateTimeOffset _tidied;

    /// <summary>Whether firings come from there.</summary>
    public bool Works { get; private set; }

    /// <summary>Why they do not; null while they do, or before that is known.</summary>
    public string? Trouble { get; private set; }

    /// <summary>How many copies have the same work and share it, this one counted.</summary>
    public int Copies { get; private set; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await LeaveAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_database is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Poll, clock);
        do
        {
            await LookAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LeaveOtherWorkAsync();
            using var patience = new CancellationTokenSource(Patience, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            await AskAsync(limit.Token);
            await TakePartAsync(limit.Token);
            Copies = await _scheduler!.CountCopiesAsync(limit.Token);
            if (!Works)
            {
                LogShared(Address(), Copies);
            }

            (Works, Trouble) = (true, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, and be it a bug: the groups go on being run.
            var hasWorked = Works || Trouble is null;
            (Works, Trouble) = (false, Sentence(e));
            if (hasWorked)
            {
                LogTrouble(Address(), Trouble);
                await FireOwnAsync(cancellationToken);
            }
        }
    }

    /// <summary>A group that is only just being added fires by itself.</summary>
    private async Task FireOwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await own.FireAsync(cancellationToken);
        }
        catch (SchedulerException e)
        {
            LogUnfired(e.Message);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>What changed since may be no change of the work.</summary>
    private async Task LeaveOtherWorkAsync()
    {
        var configuration = generations.Configuration;
        if (!ReferenceEquals(configuration, _configuration))
        {
            _work = WorkFingerprint.Of(configuration);
            _configuration = configuration;
        }

        if (_scheduler?.Work != _work)
        {
            await LeaveAsync();
        }
    }

    private async Task TakePartAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_scheduler is not null && now - _tidied < TidyEvery)
        {
            return;
        }

        _scheduler ??= await SharedScheduler.StartAsync(
            _database!,
            _configuration!.Settings,
            _work,
            gate,
            loggers,
            cancellationToken
        );
        await _scheduler.AddAsync(_configuration!.Rules.Groups, cancellationToken);
        await _scheduler.TidyAsync(now, cancellationToken);
        _tidied = now;
    }

    /// <summary>Until it takes part again, this copy runs its groups on its own.</summary>
    private async Task LeaveAsync()
    {
        if (_scheduler is { } scheduler)
        {
            (_scheduler, Works, _tidied) = (null, false, default);
            await scheduler.DisposeAsync();
        }
    }

    /// <summary>Where the database is, without the password.</summary>
    private string Address()
    {
        var parts = new NpgsqlConnectionStringBuilder(_database);
        return $"PostgreSQL at {parts.Host}:{parts.Port}";
    }

    private static string Sentence(Exception e)
    {
        var cause = e.GetBaseException();
        return cause switch
        {
            OperationCanceledException or TimeoutException => $"It did not answer within {Duration.Text(Patience)}.",
            DbException or SchedulerException or IOException or System.Net.Sockets.SocketException => cause.Message,
            System.Security.Authentication.AuthenticationException =>
                $"{cause.Message} Its certificate is verified unless Scheduler:Postgres says SSL Mode=Require or less; Root Certificate names a CA of its own.",
            _ => $"{cause.GetType().Name}: {cause.Message}",
        };
    }

    [LoggerMessage(
        3022,
        LogLevel.Information,
        "Firings are shared over {Address} by {Copies} copies with the same rules and settings"
    )]
    private partial void LogShared(string address, int copies);

    [LoggerMessage(3024, LogLevel.Warning, "The groups could not be run at once, and run when they are due. {Reason}")]
    private partial void LogUnfired(string reason);

    [LoggerMessage(
        3023,
        LogLevel.Error,
        "Firings cannot be shared, and this copy runs all groups on its own until they can. {Address}: {Trouble}"
    )]
    private partial void LogTrouble(string address, string trouble);
}
