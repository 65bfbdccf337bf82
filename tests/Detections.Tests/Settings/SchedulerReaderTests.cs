using Detections.Settings;
using Npgsql;

namespace Detections.Tests.Settings;

public sealed class SchedulerReaderTests
{
    [Theory]
    [InlineData("Host=db.example.com;Database=d", SslMode.VerifyFull)]
    [InlineData("Host=db.example.com;Database=d;SSL Mode=Disable", SslMode.Disable)]
    [InlineData("Host=db.example.com;sslmode=require", SslMode.Require)]
    [InlineData("Host=10.1.2.3", SslMode.VerifyFull)]
    [InlineData("Host=127.0.0.1", SslMode.Prefer)]
    [InlineData("Host=localhost", SslMode.Prefer)]
    [InlineData("Host=/run/postgresql", SslMode.Prefer)]
    public void The_certificate_of_another_machine_is_verified_unless_it_is_said_otherwise(string text, SslMode mode)
    {
        var settings = Read(out var findings, ("Scheduler:Postgres", text));

        Assert.Empty(findings.Faults);
        Assert.Equal(mode, new NpgsqlConnectionStringBuilder(settings.Postgres).SslMode);
    }

    [Fact]
    public void It_waits_for_seconds_and_keeps_no_lock_of_a_copy_that_is_paused_unless_it_is_said_otherwise()
    {
        var plain = new NpgsqlConnectionStringBuilder(Read(out _, ("Scheduler:Postgres", "Host=db")).Postgres);
        var said = new NpgsqlConnectionStringBuilder(
            Read(out _, ("Scheduler:Postgres", "Host=db;Timeout=20;Command Timeout=40;Options=-c geqo=off")).Postgres
        );

        Assert.Equal(
            (5, 10, "-c idle_in_transaction_session_timeout=5s", "detections"),
            (plain.Timeout, plain.CommandTimeout, plain.Options, plain.ApplicationName)
        );
        Assert.Equal((20, 40, "-c geqo=off"), (said.Timeout, said.CommandTimeout, said.Options));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Database=d;Password=planted")]
    [InlineData("Hots=db;Password=planted")]
    [InlineData("Host=db;Port=planted")]
    [InlineData("postgresql://u:planted@db/d")]
    public void What_is_no_connection_string_is_refused_without_being_shown(string text)
    {
        var settings = Read(out var findings, ("Scheduler:Postgres", text));

        Assert.Null(settings.Postgres);
        Assert.Equal(
            [
                "Scheduler:Postgres is not a connection string of PostgreSQL; allowed is such as Host=db.example.com;Database=detections;Username=detections;Password=…. The value is not shown.",
            ],
            findings.Faults
        );
    }

    [Fact]
    public void Where_nothing_is_set_each_copy_has_a_schedule_of_its_own() => Assert.Null(Read(out _).Postgres);

    private static SchedulerSettings Read(out Findings findings, params (string, string)[] settings)
    {
        findings = new();
        return new SettingsReader(ConfigurationText.Json("{}", settings), findings).Read().Scheduler;
    }
}
