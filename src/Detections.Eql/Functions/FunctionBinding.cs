namespace Detections.Eql.Functions;

/// <summary>A function that is ready to be evaluated, or what is wrong with one of its constants.</summary>
internal sealed class FunctionBinding
{
    private FunctionBinding(FunctionBody? body, int argument, string? problem)
    {
        Body = body;
        Argument = argument;
        Problem = problem;
    }

    /// <summary>Null if there is a problem.</summary>
    public FunctionBody? Body { get; }

    /// <summary>The place, counted from 0, of the argument that the problem is about.</summary>
    public int Argument { get; }

    /// <summary>A sentence; null if there is none.</summary>
    public string? Problem { get; }

    public static FunctionBinding Of(FunctionBody body) => new(body, 0, null);

    public static FunctionBinding Wrong(int argument, string problem) => new(null, argument, problem);
}
