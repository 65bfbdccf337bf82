using Detections.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Detections.Tests.Scheduling;

public sealed class SteadyClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_follows_the_machine_while_that_goes_on()
    {
        var machine = new SteppedClock(Noon);
        var clock = new SteadyClock(machine);
        machine.Pass(TimeSpan.FromMinutes(5));

        AssertShows(Noon.AddMinutes(5), clock);
    }

    [Fact]
    public void When_the_machine_is_set_back_an_hour_it_goes_on_from_where_it_was()
    {
        var machine = new SteppedClock(Noon);
        var clock = new SteadyClock(machine);
        machine.Step(TimeSpan.FromHours(-1));
        machine.Pass(TimeSpan.FromMinutes(5));

        AssertShows(Noon.AddMinutes(5), clock);

        machine.Pass(TimeSpan.FromHours(2));
        AssertShows(Noon.AddMinutes(125), clock);
    }

    [Fact]
    public void When_the_machine_is_set_forward_a_day_it_follows_and_does_not_come_back()
    {
        var machine = new SteppedClock(Noon);
        var clock = new SteadyClock(machine);
        machine.Step(TimeSpan.FromDays(1));
        AssertShows(Noon.AddDays(1), clock);

        machine.Step(TimeSpan.FromDays(-1));
        machine.Pass(TimeSpan.FromMinutes(1));
        AssertShows(Noon.AddDays(1).AddMinutes(1), clock);
    }

    [Fact]
    public async Task A_schedule_whose_machine_is_set_back_an_hour_does_not_wait_for_that_hour_to_come_again()
    {
        var machine = new SteppedClock(TimeProvider.System.GetUtcNow());
        var fired = new SemaphoreSlim(0);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<TimeProvider>(new SteadyClock(machine)).AddSingleton(fired);
        builder.Services.AddQuartz();
        builder.Services.AddQuartzHostedService();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var scheduler = await host
            .Services.GetRequiredService<ISchedulerFactory>()
            .GetScheduler(TestContext.Current.CancellationToken);
        var trigger = TriggerBuilder.Create().WithIdentity(new TriggerKey("each second"));
        GroupSchedule.Apply(trigger, TimeSpan.FromSeconds(1));
        await scheduler.ScheduleJob(
            JobBuilder.Create<Tick>().WithIdentity(new JobKey("tick")).Build(),
            trigger.Build(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.True(await WaitAsync(fired));

        machine.Step(TimeSpan.FromHours(-1));

        Assert.True(await WaitAsync(fired));
        Assert.True(await WaitAsync(fired));
        Assert.True(await WaitAsync(fired));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The test itself takes some time, though never half an hour.</summary>
    private static void AssertShows(DateTimeOffset expected, TimeProvider clock) =>
        Assert.InRange(clock.GetUtcNow(), expected, expected.AddMinutes(30));

    private static Task<bool> WaitAsync(SemaphoreSlim fired) =>
        fired.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private sealed class Tick(SemaphoreSlim fired) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            fired.Release();
            return ValueTask.CompletedTask;
        }
    }
}
