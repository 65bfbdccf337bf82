using Detections.Benchmarks;

switch (args)
{
    case ["ratios"]:
        return Ratios.Run(EventSet.Synthesize(20_000)) ? 0 : 1;
    case ["ratios", "--events", var path]:
        return Ratios.Run(EventSet.Load(path)) ? 0 : 1;
    case ["sequences"]:
        return Sequences.Run() ? 0 : 1;
    default:
        Console.Error.WriteLine("usage: Detections.Benchmarks ratios [--events FILE] | sequences");
        return 2;
}
