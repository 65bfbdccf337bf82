using System.Diagnostics;

namespace Detections.Tests.Cluster;

/// <summary>The product in a process of its own, listening on a port of its own, and killed when the test lets go of it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly Process _process;
    private TaskCompletionSource _wrote = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All that it has printed so far, on both outputs.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static RunningProgram Start(string[] arguments, params (string Name, string Value)[] environment) =>
        new(Process.Start(StartInfo(arguments, environment))!);

    /// <summary>How the product is started as a user starts it, with its outputs to be read.</summary>
    public static ProcessStartInfo StartInfo(string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "detections.dll"), .. arguments]
        )
        {
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Http__Url"] = "http://127.0.0.1:0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>The first line, or the first after so many, that holds the text.</summary>
    public async Task<string> LineAsync(string text, int after = 0)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            Task wrote;
            lock (_lock)
            {
                if (_lines.Skip(after).FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
                {
                    return line;
                }

                wrote = _wrote.Task;
            }

            try
            {
                await wrote.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The program did not print \"{text}\" but:\n{Output}");
            }
        }
    }

    /// <summary>Where it answers for its health.</summary>
    public async Task<HttpClient> HttpAsync()
    {
        var line = await LineAsync("http://127.0.0.1:");
        return new() { BaseAddress = new(line[line.IndexOf("http://", StringComparison.Ordinal)..]) };
    }

    public int LineCount()
    {
        lock (_lock)
        {
            return _lines.Count;
        }
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Freezes it, as a machine that is paused or moved does.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Ends it between one instruction and the next.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Add(line);
            _wrote.TrySetResult();
            _wrote = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
