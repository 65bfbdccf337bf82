using System.Collections.Immutable;
using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>A function of the language: how it may be called, and what it computes.</summary>
internal sealed class Function
{
    private readonly FunctionBinder _binder;

    public Function(string name, ParameterType result, ImmutableArray<Parameter> parameters, FunctionBinder binder)
    {
        Name = name;
        Result = result;
        Parameters = parameters;
        _binder = binder;
        foreach (var parameter in parameters)
        {
            MinArguments += parameter.IsOptional ? 0 : 1;
        }
    }

    /// <summary>A function of which nothing can be prepared before there is an event.</summary>
    public Function(string name, ParameterType result, ImmutableArray<Parameter> parameters, FunctionBody body)
        : this(name, result, parameters, (_, _) => FunctionBinding.Of(body)) { }

    /// <summary>A function of texts with a form that ignores their case, written with <c>~</c>.</summary>
    public Function(
        string name,
        ParameterType result,
        ImmutableArray<Parameter> parameters,
        Func<bool, FunctionBody> bodyThatIgnoresCase
    )
        : this(name, result, parameters, (_, ignoresCase) => FunctionBinding.Of(bodyThatIgnoresCase(ignoresCase))) =>
        HasInsensitiveForm = true;

    /// <summary>As the documentation spells it; any case will do in a query.</summary>
    public string Name { get; }

    public ParameterType Result { get; }

    public bool HasInsensitiveForm { get; }

    public ImmutableArray<Parameter> Parameters { get; }

    public int MinArguments { get; }

    /// <summary>Null if there is no limit.</summary>
    public int? MaxArguments => Parameters[^1].IsRepeated ? null : Parameters.Length;

    /// <summary>The parameter that takes an argument.</summary>
    public Parameter ParameterOf(int argument) => Parameters[Math.Min(argument, Parameters.Length - 1)];

    /// <summary>
    /// Prepares one call, whose number and types of arguments have been verified. The body gives null if an argument is null that
    /// may not be left out, and is called with null for those that were.
    /// </summary>
    public FunctionBinding Bind(IReadOnlyList<Scalar?> constants, bool ignoresCase)
    {
        var binding = _binder(constants, ignoresCase);
        return binding.Body is { } body ? FunctionBinding.Of(WithNulls(body)) : binding;
    }

    private FunctionBody WithNulls(FunctionBody body) =>
        arguments =>
        {
            for (var index = 0; index < arguments.Length; index++)
            {
                if (arguments[index].IsNull && ParameterOf(index) is { IsOptional: false, TakesNull: false })
                {
                    return Scalar.Null;
                }
            }

            if (arguments.Length >= Parameters.Length)
            {
                return body(arguments);
            }

            var all = new Scalar[Parameters.Length];
            arguments.CopyTo(all);
            return body(all);
        };
}
