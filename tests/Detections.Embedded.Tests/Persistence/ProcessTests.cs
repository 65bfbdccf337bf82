using System.Diagnostics;

namespace Detections.Embedded.Tests.Persistence;

public sealed class ProcessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signal_ends_the_process_and_is_not_swallowed_by_the_node()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var file = new TemporaryFile();
        using var child = ChildNode.Start(file.Path);
        try
        {
            Assert.StartsWith(
                "http://127.0.0.1:",
                await child.StandardOutput.ReadLineAsync(Ct),
                StringComparison.Ordinal
            );
            using var kill = Process.Start("kill", ["-TERM", $"{child.Id}"]);
            await child.WaitForExitAsync(Ct);
            Assert.Equal(128 + 15, child.ExitCode);
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var node = await TestNode.StartAsync();
        var options = new EmbeddedNodeOptions { Port = node.Url.Port };
        var error = await Assert.ThrowsAsync<IOException>(() => EmbeddedNode.StartAsync(options, Ct));
        Assert.Contains($"127.0.0.1:{node.Url.Port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_can_be_chosen()
    {
        Uri free;
        await using (var node = await TestNode.StartAsync())
        {
            free = node.Url;
        }

        await using var chosen = await TestNode.StartAsync(new EmbeddedNodeOptions { Port = free.Port });
        Assert.Equal(free, chosen.Url);
    }
}
