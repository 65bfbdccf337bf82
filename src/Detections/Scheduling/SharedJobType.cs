using Quartz.Extensibility;

namespace Detections.Scheduling;

/// <summary>The one type that the database may name: who can write there must not choose what is run here.</summary>
internal sealed class SharedJobType : ITypeLoader
{
    private static readonly string Known = typeof(SharedGroupJob).FullName!;

    public Type? LoadType(string? name) =>
        string.IsNullOrEmpty(name) ? null
        : name.Split(',')[0] == Known ? typeof(SharedGroupJob)
        : throw new TypeLoadException($"{name} is not run here; the only kind of job is {Known}.");
}
