using Detections.Scheduling;

namespace Detections.Tests.Scheduling;

public sealed class SharedJobTypeTests
{
    [Fact]
    public void The_job_of_this_program_is_known_whatever_its_version() =>
        Assert.All(
            [
                "Detections.Scheduling.SharedGroupJob",
                "Detections.Scheduling.SharedGroupJob, detections",
                "Detections.Scheduling.SharedGroupJob, detections, Version=9.9.9.9",
            ],
            name => Assert.Equal(typeof(SharedGroupJob), new SharedJobType().LoadType(name))
        );

    [Theory]
    [InlineData("Detections.Scheduling.GroupJob, detections")]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("Quartz.Job.NativeJob, Quartz")]
    public void No_other_type_is(string name)
    {
        var refusal = Assert.Throws<TypeLoadException>(() => new SharedJobType().LoadType(name));

        Assert.Equal(
            $"{name} is not run here; the only kind of job is Detections.Scheduling.SharedGroupJob.",
            refusal.Message
        );
    }
}
