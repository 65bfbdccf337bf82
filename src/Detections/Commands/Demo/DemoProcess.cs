namespace Detections.Commands.Demo;

/// <summary>A program and how it was called.</summary>
internal sealed record DemoProcess(string Executable, string Arguments = "")
{
    public string Name => Executable[(Executable.LastIndexOf('\\') + 1)..];

    public string CommandLine => Arguments.Length == 0 ? $"\"{Executable}\"" : $"\"{Executable}\" {Arguments}";
}
