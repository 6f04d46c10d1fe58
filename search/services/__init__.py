"""The public interface: `finding.search`, `suggesting.suggest`, `likeness.similar`."""
