using Detections.Embedded.Tests.Persistence;
using Xunit.MicrosoftTestingPlatform;

namespace Detections.Embedded.Tests;

/// <summary>Runs the tests or, when a test asks for it, a node in a process of its own.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) =>
        args is [ChildNode.Argument, var file]
            ? ChildNode.RunAsync(file)
            : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
